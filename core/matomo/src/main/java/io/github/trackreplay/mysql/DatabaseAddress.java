/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import com.mysql.cj.conf.ConnectionUrl;
import com.mysql.cj.conf.HostInfo;
import com.mysql.cj.exceptions.CJException;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a URL leads, for people. Pure. */
public final class DatabaseAddress {
    private static final Pattern SCHEME = Pattern.compile("^jdbc:mysql:(?:[a-z]+:)?//");
    private static final Pattern SETTINGS = Pattern.compile("[?].*$", Pattern.DOTALL);
    /** {@code user:password@}, which the driver takes before each host. */
    private static final Pattern CREDENTIALS = Pattern.compile("(?<=^|,)[^,/()@]*@");

    private static final Pattern HOST_ALONE = Pattern.compile("^([^,:/()@\\[\\]]+|\\[[0-9A-Fa-f:.]+])(?=/|$)");

    private static final Pattern OTHER_SCHEME =
            Pattern.compile("^(?:jdbc:)?(mariadb|mysql):(?:[a-z]+:)?//(.*)$", Pattern.DOTALL);

    /** All that may hold a password, and rather more: up to the last {@code @}, whatever the password holds. */
    private static final Pattern WITH_CREDENTIALS =
            Pattern.compile("^((?:jdbc:)?(?:[a-z]+:)?(?:[a-z]+:)?(?://)?).*@", Pattern.DOTALL);

    private static final Pattern REST = Pattern.compile("[?&].+$", Pattern.DOTALL);

    private static final Pattern SECRET =
            Pattern.compile("([(,]\\s*[^=(),]*(?:pass|pwd|secret)[^=(),]*=)[^,)]*", Pattern.CASE_INSENSITIVE);

    private static final String EXAMPLE = " Write it as jdbc:mysql://db.example:3306/matomo.";
    private static final int MOST_PORT = 65_535;

    private DatabaseAddress() {}

    /** What is wrong with a URL, to stand behind it ({@link #masked}), with an example; nothing where a connection can be tried. */
    public static Optional<String> problem(String url) {
        if (!SCHEME.matcher(url).lookingAt()) {
            return Optional.of("must begin with jdbc:mysql:// and name a database."
                    + otherScheme(url).orElse(EXAMPLE));
        }
        try {
            ConnectionUrl read = ConnectionUrl.getConnectionUrlInstance(url, new Properties());
            return read.getHostsList().stream()
                    .flatMap(host -> problem(host).stream())
                    .findFirst();
        } catch (CJException e) { // its words repeat the URL with its passwords
            return Optional.of("is none that MySQL Connector/J can read: host, port, or what stands behind the question"
                    + " mark." + EXAMPLE);
        }
    }

    private static Optional<String> problem(HostInfo host) {
        if (host.getPort() < 1 || host.getPort() > MOST_PORT) {
            return Optional.of("names the port " + host.getPort() + ", and ports are numbers from 1 to " + MOST_PORT
                    + "." + EXAMPLE);
        }
        return host.getDatabase() == null || host.getDatabase().isBlank()
                ? Optional.of("names no database." + EXAMPLE)
                : Optional.empty();
    }

    /** A URL as it may be repeated: without passwords, and without settings, which may hold some. */
    public static String masked(String url) {
        String cut = REST.matcher(WITH_CREDENTIALS.matcher(url).replaceFirst("$1***@"))
                .replaceFirst("?...");
        return SECRET.matcher(cut).replaceAll("$1***");
    }

    /** How a URL of another driver, or of none, that leads to the same kind of server is to be written; a sentence with a space. */
    private static Optional<String> otherScheme(String url) {
        Matcher other = OTHER_SCHEME.matcher(url.trim());
        return other.matches() && !url.trim().startsWith("jdbc:mysql:")
                ? Optional.of(" For MariaDB too it is jdbc:mysql:// (the driver is MySQL Connector/J): jdbc:mysql://"
                        + REST.matcher(other.group(2).replaceFirst("(?s)^.*@", ""))
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
        return SECRET.matcher(host.replaceFirst("$1:3306")).replaceAll("$1***");
    }
}
