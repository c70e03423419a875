/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks into the folder of a plugin below Matomo's {@code plugins} for signs that it takes part in tracking. Reads PHP as text: at
 * most {@value #MOST_FILES} files of a plugin and {@value #MOST_BYTES} bytes of each.
 */
final class PluginFolders {
    private static final int MOST_FILES = 400;
    private static final int MOST_BYTES = 256 * 1024;
    private static final int DEPTH = 3;

    private static final Pattern COMMENT =
            Pattern.compile("/\\*.*?\\*/|(?m)^[ \\t]*(//|#(?!\\[))[^\\n]*", Pattern.DOTALL);
    private static final Pattern COLUMN = Pattern.compile("\\$columnName\\s*=\\s*['\"](\\w{1,64})['\"]");
    private static final Pattern COLUMN_TYPE = Pattern.compile("\\$columnType\\s*=\\s*['\"]");
    private static final Pattern PROCESSOR = Pattern.compile("extends\\s+[\\w\\\\]*RequestProcessor\\b");
    private static final Pattern ACTION = Pattern.compile("extends\\s+(\\\\?(Piwik|Matomo)\\\\Tracker\\\\)?Action\\b");
    private static final Pattern PLACES = Pattern.compile("extends\\s+[\\w\\\\]*LocationProvider\\b");
    private static final Pattern NEW_VISIT = Pattern.compile("function\\s+shouldForceNewVisit\\b");
    private static final Pattern TRACKER_PLUGIN = Pattern.compile("function\\s+isTrackerPlugin\\b[^}]*return\\s+true");
    private static final Pattern HOOK = Pattern.compile("['\"](Tracker\\.[\\w.]{1,80})['\"]\\s*=>");

    /** Hooks that change no row. */
    private static final Set<String> IDLE_HOOKS = Set.of(
            "Tracker.Cache.getSiteAttributes",
            "Tracker.setTrackerCacheGeneral",
            "Tracker.getJavascriptCode",
            "Tracker.isTrackerEnabled",
            "Tracker.end",
            "Tracker.getDatabaseConfig");

    private final Optional<Path> plugins;

    PluginFolders(MatomoHome home) {
        this.plugins = home.root().map(root -> root.resolve("plugins")).filter(Files::isDirectory);
    }

    /** Whether there is a folder of plugins to look into. */
    boolean present() {
        return plugins.isPresent();
    }

    /** The signs that a plugin's folder shows, for people; nothing where it has no folder that can be read. */
    Optional<List<String>> signs(String name) {
        Optional<Path> folder = plugins.map(all -> all.resolve(name)).filter(Files::isDirectory);
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        Set<String> signs = new LinkedHashSet<>();
        try {
            for (Path file : files(folder.get())) {
                read(folder.get().relativize(file).toString(), file, signs);
            }
        } catch (IOException e) {
            return Optional.of(List.of("not known, its folder cannot be read: " + e.getMessage()));
        }
        return Optional.of(List.copyOf(signs));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder, DEPTH)) {
            return walk.filter(file -> file.toString().endsWith(".php"))
                    .filter(file -> !file.toString().contains("/tests/"))
                    .filter(file -> !file.toString().contains("/vendor/"))
                    .sorted()
                    .limit(MOST_FILES)
                    .toList();
        }
    }

    private static void read(String path, Path file, Set<String> signs) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES);
        }
        String code = COMMENT.matcher(new String(bytes, StandardCharsets.UTF_8)).replaceAll("");
        Matcher column = COLUMN.matcher(code);
        if (path.startsWith("Columns/")
                && column.find()
                && COLUMN_TYPE.matcher(code).find()) {
            signs.add("column " + column.group(1));
        }
        add(signs, PROCESSOR, code, "a request processor");
        add(signs, ACTION, code, "actions of its own");
        add(signs, PLACES, code, "places of visitors");
        add(signs, NEW_VISIT, code, "new visits");
        add(signs, TRACKER_PLUGIN, code, "something that the tracker loads it for");
        for (Matcher hook = HOOK.matcher(code); hook.find(); ) {
            if (!IDLE_HOOKS.contains(hook.group(1))) {
                signs.add("hook " + hook.group(1));
            }
        }
    }

    private static void add(Set<String> signs, Pattern pattern, String code, String sign) {
        if (pattern.matcher(code).find()) {
            signs.add(sign);
        }
    }
}
