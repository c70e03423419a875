/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a URL leads, for people. Pure. */
public final class DatabaseAddress {
    private static final Pattern SCHEME = Pattern.compile("^jdbc:mysql:(?:[a-z]+:)?//");
    private static final Pattern SETTINGS = Pattern.compile("[?].*$", Pattern.DOTALL);
    /** {@code user:password@}, which the driver takes before each host. */
    private static final Pattern CREDENTIALS = Pattern.compile("(?<=^|,)[^,/()@]*@");

    private static final Pattern HOST_ALONE = Pattern.compile("^([^,:/()@\\[\\]]+|\\[[0-9A-Fa-f:.]+])(?=/|$)");

    private static final Pattern OTHER_SCHEME = Pattern.compile("^(?:jdbc:)?(mariadb|mysql):(?:[a-z]+:)?//(.*)$");

    private DatabaseAddress() {}

    /** How a URL of another driver, or of none, that leads to the same kind of server is to be written; a sentence with a space. */
    public static Optional<String> otherScheme(String url) {
        Matcher other = OTHER_SCHEME.matcher(url.trim());
        return other.matches() && !url.trim().startsWith("jdbc:mysql:")
                ? Optional.of(" For MariaDB too it is jdbc:mysql:// (the driver is MySQL Connector/J): jdbc:mysql://"
                        + SETTINGS.matcher(CREDENTIALS.matcher(other.group(2)).replaceAll(""))
                                .replaceFirst(""))
                : Optional.empty();
    }

    /**
     * Hosts with their ports, and the database; the driver's port where a single host has none.
     *
     * @param url {@code jdbc:mysql://host:port/database?settings}
     */
    public static String of(String url) {
        String bare = SETTINGS.matcher(SCHEME.matcher(url).replaceFirst("")).replaceFirst("");
        Matcher host = HOST_ALONE.matcher(CREDENTIALS.matcher(bare).replaceAll(""));
        return host.replaceFirst("$1:3306");
    }
}
