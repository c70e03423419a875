/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one place of a format holds.
 *
 * @param kind what it is
 * @param name header or cookie name where the kind needs one, else empty; header names in lower case
 * @param time how to read a {@link Kind#TIME_PATTERN}; null otherwise
 */
record Field(Kind kind, String name, @Nullable TimePattern time) {
    enum Kind {
        /** Something that a replay does not need; a word. */
        SKIP_WORD,
        /** The remote log name, which is no address: where one stands there, the line has a field before it. */
        LOG_NAME,
        /** Something that a replay does not need; may hold spaces. */
        SKIP_TEXT,
        /** A number or {@code -} that a replay does not need. */
        SKIP_NUMBER,
        /** Address of the client as the server sees it. */
        CLIENT,
        /** Address of the connection where the server also knows the client behind a proxy. */
        PEER,
        /**
         * Addresses that proxies have seen, as they stand in {@code X-Forwarded-For}; the last is what the nearest proxy saw, and
         * the client where the server's own peer is not logged.
         */
        FORWARDED,
        /** {@code 02/Mar/2026:20:11:22 +0000} */
        TIME_CLF,
        TIME_ISO,
        /** Seconds, milliseconds or microseconds since 1970, by magnitude. */
        TIME_EPOCH,
        /** Any of the forms above. */
        TIME_ANY,
        /** Milliseconds or microseconds within a second. */
        TIME_FRACTION,
        /** A pattern of {@code strftime}. */
        TIME_PATTERN,
        /** {@code 2026-03-02}, UTC */
        DATE,
        /** {@code 20:11:22}, UTC */
        TIME_OF_DAY,
        /** {@code GET /path?query HTTP/1.1} */
        REQUEST,
        METHOD,
        /** Path with query. */
        TARGET,
        PATH,
        QUERY,
        STATUS,
        USER_AGENT,
        REFERRER,
        LANGUAGE,
        HEADER,
        /** The server's own name for the host, where the header is not logged. */
        HOST,
        COOKIE,
        BODY,
        BULK_TOKEN,
        /** The id that the server gave the request. */
        REQUEST_ID,
        /** Size of the answer. */
        BYTES,
        /** How long the answer took, in seconds, perhaps with decimals. */
        SECONDS,
        /** How long the answer took, in milliseconds. */
        MILLISECONDS,
        /** How long the answer took, in microseconds. */
        MICROSECONDS,
        /** {@code http} or {@code https} */
        SCHEME,
        /** A whole line in another format. */
        MESSAGE;

        /** Whether it is a time with its date, or may be. */
        boolean isTime() {
            return switch (this) {
                case TIME_CLF, TIME_ISO, TIME_EPOCH, TIME_ANY, TIME_FRACTION, TIME_PATTERN -> true;
                default -> false;
            };
        }

        /** Whether an unquoted value may hold spaces, so that only what follows it in the format ends it. */
        boolean mayHoldSpaces() {
            return switch (this) {
                case SKIP_WORD,
                        LOG_NAME,
                        SKIP_NUMBER,
                        BYTES,
                        SECONDS,
                        MILLISECONDS,
                        MICROSECONDS,
                        SCHEME,
                        CLIENT,
                        PEER,
                        TIME_EPOCH,
                        TIME_FRACTION,
                        METHOD,
                        STATUS,
                        HOST,
                        DATE,
                        REQUEST_ID,
                        TIME_OF_DAY -> false;
                default -> true;
            };
        }
    }

    /** The pattern of a field that has one. */
    TimePattern pattern() {
        return Objects.requireNonNull(time, "a time's pattern");
    }

    static Field of(Kind kind) {
        return new Field(kind, "", null);
    }

    static Field header(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "user-agent" -> of(Kind.USER_AGENT);
            case "referer" -> of(Kind.REFERRER);
            case "accept-language" -> of(Kind.LANGUAGE);
            case "proxy-authorization" -> of(Kind.SKIP_TEXT); // a secret that no replay needs
            default -> lower.startsWith(":") ? of(Kind.SKIP_TEXT) : new Field(Kind.HEADER, lower, null);
        };
    }

    static Field cookie(String name) {
        return new Field(Kind.COOKIE, name, null);
    }

    static Field time(TimePattern pattern) {
        return new Field(Kind.TIME_PATTERN, "", pattern);
    }
}
