/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import io.github.trackreplay.accesslog.Field.Kind;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compiles nginx's {@code log_format}: the bare string, the quoted pieces, or the whole directive as it stands in
 * {@code nginx.conf}, with its {@code escape=}.
 *
 * <p>Source of the variables: nginx's documentation. A variable that is not known is skipped.
 */
final class NginxFormat {
    private static final Pattern DIRECTIVE =
            Pattern.compile("\\s*log_format\\s+\\S+\\s+(?:escape=(\\w+)\\s+)?(.*?);?\\s*", Pattern.DOTALL);
    private static final Pattern PIECE =
            Pattern.compile("\\G\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|\"((?:[^\"\\\\]|\\\\.)*)\")", Pattern.DOTALL);
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+))");

    private NginxFormat() {}

    /** @throws IllegalArgumentException with a sentence about what is wrong */
    static FieldParser compile(String format, boolean takesMore) {
        Matcher directive = DIRECTIVE.matcher(format);
        boolean whole = directive.matches();
        String escape = whole && directive.group(1) != null ? directive.group(1) : "default";
        FormatTokens tokens = tokens(bare(whole ? directive.group(2) : format.trim()));
        return switch (escape) {
            case "default", "json" -> tokens.parser(true, takesMore);
            case "none" -> tokens.parser(false, takesMore);
            default -> throw new IllegalArgumentException("has escape=" + escape + ", which nginx does not know.");
        };
    }

    /** The string that the quoted pieces make; a string that is not pieces as it is. */
    private static String bare(String text) {
        if (!text.startsWith("'") && !(text.startsWith("\"") && text.indexOf('"', 1) == text.length() - 1)) {
            return text;
        }
        StringBuilder joined = new StringBuilder();
        Matcher piece = PIECE.matcher(text);
        int end = 0;
        while (piece.find()) {
            joined.append(unescape(piece.group(1) != null ? piece.group(1) : piece.group(2)));
            end = piece.end();
        }
        if (!text.substring(end).isBlank()) {
            throw new IllegalArgumentException("is no log_format: the quotes do not match at '"
                    + text.substring(end).trim() + "'.");
        }
        return joined.toString();
    }

    private static String unescape(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                c = text.charAt(++i);
                switch (c) {
                    case 't' -> out.append('\t');
                    case '"', '\'', '\\' -> out.append(c);
                    default -> out.append('\\').append(c);
                }
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static FormatTokens tokens(String text) {
        FormatTokens tokens = new FormatTokens();
        Matcher variable = VARIABLE.matcher(text);
        int end = 0;
        while (variable.find()) {
            tokens.literal(text.substring(end, variable.start()));
            String name = variable.group(1) != null ? variable.group(1) : variable.group(2);
            if (!name.equals("is_args")) { // nothing or a question mark: belongs to the query behind it
                tokens.field(field(name.toLowerCase(Locale.ROOT)), variable.group());
            }
            end = variable.end();
        }
        tokens.literal(text.substring(end));
        return tokens;
    }

    /** What a variable holds. */
    static Field field(String name) {
        return switch (name) {
            case "remote_addr" -> Field.of(Kind.CLIENT);
            case "realip_remote_addr" -> Field.of(Kind.PEER);
            case "time_local" -> Field.of(Kind.TIME_CLF);
            case "time_iso8601" -> Field.of(Kind.TIME_ISO);
            case "msec" -> Field.of(Kind.TIME_EPOCH);
            case "request" -> Field.of(Kind.REQUEST);
            case "request_method" -> Field.of(Kind.METHOD);
            case "request_uri" -> Field.of(Kind.TARGET);
            case "uri", "document_uri" -> Field.of(Kind.PATH);
            case "args", "query_string" -> Field.of(Kind.QUERY);
            case "status" -> Field.of(Kind.STATUS);
            case "host", "server_name" -> Field.of(Kind.HOST);
            case "content_type" -> Field.header("content-type");
            case "request_body" -> Field.of(Kind.BODY);
            case "request_id" -> Field.of(Kind.REQUEST_ID);
            case "body_bytes_sent" -> Field.of(Kind.BYTES);
            case "request_time" -> Field.of(Kind.SECONDS);
            case "scheme" -> Field.of(Kind.SCHEME);
            case "bytes_sent", "request_length" -> Field.of(Kind.SKIP_NUMBER);
            default -> named(name);
        };
    }

    private static Field named(String name) {
        if (name.startsWith("http_")) {
            return Field.header(name.substring("http_".length()).replace('_', '-'));
        }
        if (name.startsWith("cookie_")) {
            return Field.cookie(name.substring("cookie_".length()));
        }
        return Field.of(Kind.SKIP_TEXT);
    }
}
