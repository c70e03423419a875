/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.io.IOException;
import java.util.Optional;

/** What the names of Matomo's tables, and of ours beside them, begin with. Stateless. */
public final class TablePrefix {
    /** What Matomo's installation proposes. */
    public static final String USUAL = "matomo_";

    private TablePrefix() {}

    /** The one that is given, else the one of Matomo's configuration, else the usual one. */
    public static String of(Optional<String> given, IniFile configuration) {
        return given.or(() -> configuration.text("database", "tables_prefix")).orElse(USUAL);
    }

    /**
     * The same; reads the configuration only where no prefix is given.
     *
     * @throws IOException if the configuration cannot be read
     */
    public static String of(Optional<String> given, MatomoHome home) throws IOException {
        return given.isPresent() ? given.get() : of(given, home.configuration());
    }
}
