/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What tells a request from all others besides its place in a log file: the more it is, the more a ledger can promise when
 * somebody sends it again. Travels with a request among its headers, under a name that no HTTP header can have.
 *
 * @param kind what it is made of
 * @param hash 64 bits of a SHA-256 over that; 0 for {@link Kind#NONE}
 */
public record RequestIdentity(Kind kind, long hash) {
    /** Where it stands among a request's headers: a colon is no character of a header's name. */
    public static final String HEADER = ":identity";

    /** Shorter ids are not random enough to tell requests apart. */
    public static final int LEAST_ID = 16;

    /** What an identity is made of, the best first. */
    public enum Kind {
        /** An id that the web server gave the request and logged: the same whatever carries the line, and where. */
        REQUEST_ID,
        /** The line's file and offset, as a shipper names them, and its content. */
        FILE,
        /** Topic, partition and offset of the message, and its content. */
        TOPIC,
        /** The content, which holds something random. */
        BYTES,
        /** Nothing: two equal requests may be two, or one that was sent twice. */
        NONE;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** As it is written in events and tables. */
        public String code() {
            return code;
        }

        /** The kind that is written so. */
        public static Optional<Kind> of(String code) {
            for (Kind kind : values()) {
                if (kind.code().equals(code)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    public RequestIdentity {
        Objects.requireNonNull(kind, "kind");
    }

    /** Of texts, in their order; no two lists of texts give one input of the hash. */
    public static RequestIdentity of(Kind kind, String... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((kind.code() + "\n").getBytes(UTF_8));
            for (String part : parts) {
                byte[] bytes = part.getBytes(UTF_8);
                sha.update((bytes.length + ":").getBytes(UTF_8));
                sha.update(bytes);
            }
            byte[] digest = sha.digest();
            return new RequestIdentity(kind, java.nio.ByteBuffer.wrap(digest).getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Of a request that nothing tells from an equal one. */
    public static RequestIdentity none() {
        return new RequestIdentity(Kind.NONE, 0);
    }

    /** As it stands among the headers. */
    public String text() {
        return kind == Kind.NONE
                ? kind.code()
                : kind.code() + " " + HexFormat.of().toHexDigits(hash);
    }

    /** What a request says of itself; empty for one that says nothing, or nothing that can be read. */
    public static Optional<RequestIdentity> of(TrackingRequest request) {
        String text = request.headers().get(HEADER);
        if (text == null) {
            return Optional.empty();
        }
        int blank = text.indexOf(' ');
        Optional<Kind> kind = Kind.of(blank < 0 ? text : text.substring(0, blank));
        if (blank < 0) {
            return kind.filter(Kind.NONE::equals).map(k -> none());
        }
        String hex = text.substring(blank + 1);
        return hex.length() == 16 && isHex(hex)
                ? kind.map(k -> new RequestIdentity(k, HexFormat.fromHexDigitsToLong(hex)))
                : Optional.empty();
    }

    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The same request with this identity in place of what it had. */
    public TrackingRequest put(TrackingRequest r) {
        Map<String, String> headers = new HashMap<>(r.headers());
        headers.put(HEADER, text());
        return r.withHeaders(headers);
    }
}
