/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.plugins.PluginCatalog;
import io.github.trackreplay.tracking.plugins.PluginJudge;
import io.github.trackreplay.tracking.plugins.PluginReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which plugins are active, and in which releases, at one moment: by {@code config.ini.php}, without one by the options that
 * installed plugins have. Two are equal when none was switched on or off or updated in between.
 *
 * @param active names
 * @param configured whether the configuration says so
 * @param versions releases by name
 */
public record ActivePlugins(Set<String> active, boolean configured, Map<String, String> versions) {
    private static final Pattern VERSION = Pattern.compile("version_([A-Z]\\w*)");

    /**
     * As they are now.
     *
     * @throws UncheckedIOException where the configuration cannot be read
     */
    public static ActivePlugins read(Connection connection, String prefix, MatomoHome home) throws SQLException {
        try {
            return read(connection, prefix, home.configuration());
        } catch (IOException e) {
            throw new UncheckedIOException("Matomo's configuration cannot be read: " + e.getMessage(), e);
        }
    }

    /** As they are now, by a configuration that has been read. */
    public static ActivePlugins read(Connection connection, String prefix, IniFile configuration) throws SQLException {
        Map<String, String> versions = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT option_name, option_value FROM `" + prefix
                        + "option` WHERE option_name LIKE 'version\\_%'")) {
            while (rows.next()) {
                Matcher name = VERSION.matcher(rows.getString(1));
                if (name.matches()) {
                    versions.put(name.group(1), rows.getString(2));
                }
            }
        }
        List<String> configured = configuration.list("Plugins", "Plugins");
        return configured.isEmpty()
                ? new ActivePlugins(Set.copyOf(versions.keySet()), false, Map.copyOf(versions))
                : new ActivePlugins(Set.copyOf(new HashSet<>(configured)), true, Map.copyOf(versions));
    }

    /** What is another than it was, for people. */
    String since(ActivePlugins before) {
        Set<String> names = new TreeSet<>(active);
        names.addAll(before.active);
        return names.stream()
                .filter(name -> active.contains(name) != before.active.contains(name)
                        || !Objects.equals(versions.get(name), before.versions.get(name)))
                .map(name -> active.contains(name) ? name + " " + versions.getOrDefault(name, "") : name + " is off")
                .map(String::strip)
                .collect(Collectors.joining(", "));
    }

    /** Which of them take part in tracking, judged by all that is at hand. */
    public PluginReport judge(MatomoSchema schema, MatomoHome home) {
        PluginFolders folders = new PluginFolders(home);
        Map<String, List<String>> signs = new HashMap<>();
        for (String name : active) {
            if (!PluginCatalog.isStock(name) && PluginCatalog.find(name).isEmpty()) {
                folders.signs(name).ifPresent(found -> signs.put(name, found));
            }
        }
        return PluginJudge.judge(new PluginJudge.Evidence(
                active, configured, versions, schema.foreignColumns(), signs, folders.present()));
    }
}
