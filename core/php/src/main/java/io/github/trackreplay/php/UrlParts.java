/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parts that PHP's {@code parse_url} finds in a byte string. A part that is missing is null (an empty one is there); no
 * port is 0. Control characters in a part are underscores.
 *
 * @param scheme before {@code :}
 * @param user before {@code @}
 * @param pass after the user's colon
 * @param host not lower-cased
 * @param port 1 to 65535; 0 when missing or given as 0
 * @param path with its leading slash
 * @param query after {@code ?}
 * @param fragment after {@code #}
 */
public record UrlParts(
        @Nullable String scheme,
        @Nullable String user,
        @Nullable String pass,
        @Nullable String host,
        int port,
        @Nullable String path,
        @Nullable String query,
        @Nullable String fragment) {

    /** Nothing where PHP gives false: no host, or a port that is not one. */
    public static Optional<UrlParts> parse(String bytes) {
        return new UrlReader(bytes).read();
    }

    public UrlParts withHost(@Nullable String newHost) {
        return new UrlParts(scheme, user, pass, newHost, port, path, query, fragment);
    }

    public UrlParts withQuery(@Nullable String newQuery) {
        return new UrlParts(scheme, user, pass, host, port, path, newQuery, fragment);
    }

    public UrlParts withFragment(@Nullable String newFragment) {
        return new UrlParts(scheme, user, pass, host, port, path, query, newFragment);
    }

    /**
     * Puts the parts together as Matomo does: a part that is empty or {@code 0} is left out, special characters in user and
     * password are encoded, and a path gets a leading slash.
     */
    public String join() {
        StringBuilder url = new StringBuilder(96);
        String begin = given(scheme);
        if (!begin.isEmpty()) {
            url.append(begin).append(Ascii.equalsIgnoreCase(begin, "mailto") ? ":" : "://");
        }
        if (filled(user)) {
            url.append(escape(given(user)));
            if (filled(pass)) {
                url.append(':').append(escape(given(pass)));
            }
            url.append('@');
        }
        url.append(given(host));
        if (port != 0) {
            url.append(':').append(port);
        }
        String way = given(path);
        if (!way.isEmpty()) {
            url.append(way.charAt(0) == '/' || url.length() == 0 ? "" : "/").append(way);
        }
        if (filled(query)) {
            url.append('?').append(query);
        }
        if (filled(fragment)) {
            url.append('#').append(fragment);
        }
        return url.toString();
    }

    /** Whether a part is there and PHP does not call it empty. */
    public static boolean filled(@Nullable String part) {
        return part != null && !Ascii.isEmpty(part);
    }

    private static String given(@Nullable String part) {
        return part == null || Ascii.isEmpty(part) ? "" : part;
    }

    private static String escape(String value) {
        return value.replace(":", "%3A").replace("@", "%40").replace("/", "%2F").replace("\\", "%5C");
    }
}
