/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.golden;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares the visits that Matomo wrote with ours, and says in words where they differ. */
public final class Comparison {
    private final Set<String> ignored;
    private int identical;
    private final int all;
    private final List<String> differences = new ArrayList<>();
    private final Map<String, Integer> columns = new TreeMap<>();

    /**
     * Compares.
     *
     * @param ignored columns that do not count
     */
    public Comparison(List<JsonObject> expected, List<JsonObject> actual, Set<String> ignored) {
        this.ignored = ignored;
        this.all = expected.size();
        Map<String, List<JsonObject>> unmatched = new LinkedHashMap<>();
        for (JsonObject visit : actual) {
            unmatched.computeIfAbsent(key(visit), key -> new ArrayList<>()).add(visit);
        }
        for (JsonObject visit : expected) {
            List<JsonObject> candidates = unmatched.getOrDefault(key(visit), new ArrayList<>());
            match(visit, candidates);
        }
        unmatched.values().stream()
                .flatMap(List::stream)
                .forEach(visit -> differences.add("not expected: " + PythonJson.line(visit, false)));
    }

    public int identical() {
        return identical;
    }

    public int all() {
        return all;
    }

    /** Whether all visits are the same and there are no others. */
    public boolean same() {
        return identical == all && differences.isEmpty();
    }

    /** A block of text a differing visit. */
    public List<String> differences() {
        return differences;
    }

    /** How often which column differs. */
    public Map<String, Integer> columns() {
        return columns;
    }

    private void match(JsonObject expected, List<JsonObject> candidates) {
        String text = text(expected);
        for (JsonObject candidate : candidates) {
            if (text.equals(text(candidate))) {
                candidates.remove(candidate);
                identical++;
                return;
            }
        }
        if (candidates.isEmpty()) {
            columns.merge("(visit missing)", 1, Integer::sum);
            differences.add("missing: " + PythonJson.line(expected, false));
            return;
        }
        List<String> lines = new ArrayList<>();
        compare("", expected, candidates.remove(0), lines);
        differences.add("visit " + key(expected) + "\n  " + String.join("\n  ", lines));
    }

    private String text(JsonObject visit) {
        return PythonJson.line(visible(visit), false);
    }

    private JsonElement visible(JsonElement element) {
        if (element instanceof JsonObject object) {
            JsonObject copy = new JsonObject();
            object.entrySet().forEach(entry -> {
                if (!ignored.contains(entry.getKey())) {
                    copy.add(entry.getKey(), visible(entry.getValue()));
                }
            });
            return copy;
        }
        if (element instanceof JsonArray array) {
            JsonArray copy = new JsonArray();
            array.forEach(item -> copy.add(visible(item)));
            return copy;
        }
        return element;
    }

    private void compare(String path, JsonElement expected, JsonElement actual, List<String> lines) {
        if (expected instanceof JsonObject e && actual instanceof JsonObject a) {
            Set<String> names = new TreeSet<>(e.keySet());
            names.addAll(a.keySet());
            names.removeAll(ignored);
            for (String name : names) {
                compare(path + "/" + name, e.get(name), a.get(name), lines);
            }
        } else if (expected instanceof JsonArray e && actual instanceof JsonArray a && !isAction(e) && !isAction(a)) {
            for (int i = 0; i < Math.max(e.size(), a.size()); i++) {
                compare(path + "/" + i, i < e.size() ? e.get(i) : null, i < a.size() ? a.get(i) : null, lines);
            }
        } else if (!print(expected).equals(print(actual))) {
            lines.add(path + "  expected " + print(expected) + "  was " + print(actual));
            columns.merge(path.replaceAll("/\\d+", ""), 1, Integer::sum);
        }
    }

    /** An action is printed as {@code [type, name, url_prefix]}. */
    private static boolean isAction(JsonArray array) {
        return array.size() == 3 && array.get(0).isJsonPrimitive();
    }

    private static String print(JsonElement element) {
        return element == null ? "-" : PythonJson.line(element, false);
    }

    private static String key(JsonObject visit) {
        JsonObject row = visit.getAsJsonObject("visit");
        if (row == null) { // a bot's request
            JsonObject bot = visit.getAsJsonObject("bot");
            return "bot " + visit.get("idsite") + " " + bot.get("server_time");
        }
        return visit.get("idsite") + " " + row.get("visit_first_action_time") + " " + row.get("location_ip");
    }
}
