/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.token;

import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;

/**
 * Replaces the values of {@code token_auth}: by their hash, in everything that is taken, before it is stored or applied, so that who
 * can read our tables cannot use the tokens; by a word where events go to others. Stateless.
 */
public final class TokenMask {
    private static final String NAME = "token_auth";
    private static final int MOST_LAYERS = 4;
    private static final String AUTHORIZATION = "authorization";
    private static final String BEARER = "Bearer ";

    private final UnaryOperator<String> hash;

    /** @param hash a token's replacement */
    public TokenMask(UnaryOperator<String> hash) {
        this.hash = hash;
    }

    /** Leaves tokens as they are, for tests and tools that store nothing. */
    public static TokenMask none() {
        return new TokenMask(UnaryOperator.identity());
    }

    /** An entry without token values. */
    public PackEntry mask(PackEntry entry) {
        if (entry instanceof TrackingRequest request) {
            return mask(request);
        }
        RejectedLine line = (RejectedLine) entry;
        return new RejectedLine(line.offset(), line.length(), line.reason(), line.detail(), mask(line.raw()));
    }

    /** The request without token values. */
    public TrackingRequest mask(TrackingRequest request) {
        String query = form(request.query());
        Optional<String> body = request.body().map(this::form);
        Optional<String> bulkToken = request.bulkToken().map(hash);
        Map<String, String> headers = headers(request.headers());
        if (headers.equals(request.headers())
                && query.equals(request.query())
                && body.equals(request.body())
                && bulkToken.equals(request.bulkToken())) {
            return request;
        }
        return request.with(request.call().with(query, body, bulkToken)).withHeaders(headers);
    }

    /**
     * A request that is kept and not applied, without what may be a token in any of its texts: also within the URLs that it
     * names, its cookies, and what no form is.
     *
     * @param masked by {@link #mask(TrackingRequest)}; what that has replaced stays
     */
    public TrackingRequest kept(TrackingRequest masked) {
        TrackingRequest.Call call = masked.call();
        TrackingRequest.Client client = masked.client();
        Map<String, String> headers = new HashMap<>();
        client.headers()
                .forEach((name, value) -> headers.put(name, name.equals(AUTHORIZATION) ? value : searched(value)));
        return masked.with(new TrackingRequest.Call(
                        call.method(),
                        searched(call.path()),
                        values(call.query()),
                        call.body().map(this::values),
                        call.bulkToken(),
                        call.status()))
                .with(new TrackingRequest.Client(
                        client.ip(),
                        searched(client.userAgent()),
                        searched(client.referrer()),
                        searched(client.language()),
                        headers));
    }

    /** Searches what no token's own parameter is; a body of parts as a whole. */
    private String values(String form) {
        if (form.startsWith("--")) {
            return searched(form);
        }
        return eachPair(form, (from, to, masked) -> {
            int equals = equalsSign(form, from, to);
            boolean whole = to - from < NAME.length() || (equals < to && isName(form, from, equals));
            masked.append(whole ? form.substring(from, to) : searched(form.substring(from, to)));
        });
    }

    /** Writes what a pair becomes. */
    @FunctionalInterface
    private interface PairMask {
        void mask(int from, int to, StringBuilder masked);
    }

    private static String eachPair(String form, PairMask mask) {
        StringBuilder masked = new StringBuilder(form.length() + 128);
        for (int from = 0; from <= form.length(); ) {
            int and = form.indexOf('&', from);
            int to = and < 0 ? form.length() : and;
            mask.mask(from, to, masked);
            if (and >= 0) {
                masked.append('&');
            }
            from = to + 1;
        }
        return masked.toString();
    }

    private String searched(String text) {
        return replaced(text, TokenSearch.inRequest(text));
    }

    private String replaced(String text, List<TokenSearch.Found> tokens) {
        if (tokens.isEmpty()) {
            return text;
        }
        StringBuilder masked = new StringBuilder(text.length() + 128);
        int from = 0;
        for (TokenSearch.Found token : tokens) {
            masked.append(text, from, token.start()).append(hash.apply(token.value()));
            from = token.end();
        }
        return masked.append(text, from, text.length()).toString();
    }

    /** Of the header {@code Authorization} only a token of Matomo's is of use; a name and password are left out. */
    private Map<String, String> headers(Map<String, String> headers) {
        String authorization = headers.get(AUTHORIZATION);
        if (authorization == null) {
            return headers;
        }
        Map<String, String> masked = new HashMap<>(headers);
        if (authorization.startsWith(BEARER) && authorization.length() > BEARER.length()) {
            masked.put(AUTHORIZATION, BEARER + hash.apply(authorization.substring(BEARER.length())));
        } else {
            masked.remove(AUTHORIZATION);
        }
        return masked;
    }

    private String form(String encoded) {
        if (!encoded.contains(NAME) && !hasEncodedName(encoded)) {
            return encoded;
        }
        return eachPair(encoded, (from, to, masked) -> pair(encoded, from, to, masked));
    }

    /**
     * Whether some parameter's name may be the one in disguise: PHP decodes names, turns dots, blanks and a bracket that nothing closes
     * into _, and ends them at a NUL; and a browser's mistake in the case, or encoded twice, is no less a secret.
     */
    private static boolean hasEncodedName(String encoded) {
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%' || c == '.' || c == '+' || c == '[' || (c >= 'A' && c <= 'Z')) {
                return true;
            }
            if (c == '=') {
                i = encoded.indexOf('&', i);
                if (i < 0) {
                    return false;
                }
            }
        }
        return false;
    }

    private void pair(String encoded, int from, int to, StringBuilder masked) {
        int equals = equalsSign(encoded, from, to);
        if (equals == to || !isName(encoded, from, equals)) {
            masked.append(encoded, from, to);
            return;
        }
        masked.append(encoded, from, equals + 1).append(hash.apply(decoded(encoded.substring(equals + 1, to))));
    }

    /** Where a pair's first equals sign is; its end if there is none: nobody looks beyond, or many pairs would cost their square. */
    private static int equalsSign(String encoded, int from, int to) {
        int at = from;
        while (at < to && encoded.charAt(at) != '=') {
            at++;
        }
        return at;
    }

    private static boolean isName(String encoded, int from, int to) {
        if (to - from < NAME.length()) {
            return false;
        }
        String name = encoded.substring(from, to);
        for (int layer = 0; layer < MOST_LAYERS && name.indexOf('%') >= 0; layer++) {
            name = decoded(name);
        }
        return name.equals(NAME)
                || name.replace('.', '_')
                        .replace(' ', '_')
                        .replace('+', '_')
                        .replace('[', '_')
                        .toLowerCase(Locale.ROOT)
                        .contains(NAME);
    }

    private static String decoded(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return encoded;
        }
    }

    /**
     * Raw bytes of a line or an event without token values, as far as they can be recognised in it, under whatever escapes.
     * What is compressed is unpacked, or nobody could tell; no more of it is kept than a rejected line keeps.
     */
    public byte[] mask(byte[] raw) {
        byte[] plain = isGzip(raw) ? unpacked(raw) : raw;
        String text = new String(plain, StandardCharsets.ISO_8859_1);
        String masked = replaced(text, TokenSearch.in(text));
        return masked.equals(text) ? plain : masked.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean isGzip(byte[] raw) {
        return raw.length > 2 && raw[0] == (byte) 0x1f && raw[1] == (byte) 0x8b;
    }

    /** The beginning, also of one that is cut off. */
    private static byte[] unpacked(byte[] raw) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(raw))) {
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n > 0 && plain.size() < RejectedLine.MOST_RAW_BYTES; n = in.read(buffer)) {
                plain.write(buffer, 0, Math.min(n, RejectedLine.MOST_RAW_BYTES - plain.size()));
            }
        } catch (IOException e) {
            return plain.size() > 0 ? plain.toByteArray() : raw; // cut off, or no gzip but for its first bytes
        }
        return plain.toByteArray();
    }
}
