/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Positions of requests as text, a line for each log file: stream, fingerprint, and {@code offset.index} of each request, with
 * a {@code !} where Matomo calls it invalid. An administrator can read it, and it is read back.
 */
final class RequestPositions {
    private RequestPositions() {}

    /** @param invalid those of the names that Matomo calls invalid */
    static String write(List<RequestName> names, Set<RequestName> invalid) {
        Map<String, StringBuilder> files = new LinkedHashMap<>();
        for (RequestName name : names) {
            StringBuilder line = files.computeIfAbsent(
                    name.stream() + "\t" + name.file(), file -> new StringBuilder(file).append('\t'));
            line.append(line.charAt(line.length() - 1) == '\t' ? "" : " ")
                    .append(name.offset())
                    .append('.')
                    .append(name.index())
                    .append(invalid.contains(name) ? "!" : "");
        }
        return String.join("\n", files.values());
    }

    /**
     * Reads them back.
     *
     * @param invalid gets those that Matomo calls invalid
     * @throws IllegalArgumentException if the text is none of ours
     */
    static List<RequestName> read(String text, Set<RequestName> invalid) {
        List<RequestName> names = new ArrayList<>();
        for (String line : text.split("\n")) {
            String[] parts = line.split("\t");
            if (parts.length != 3) {
                throw new IllegalArgumentException("'" + line + "' is no stream, file and positions");
            }
            for (String position : parts[2].split(" ")) {
                boolean refused = position.endsWith("!");
                int dot = position.indexOf('.');
                int end = position.length() - (refused ? 1 : 0);
                RequestName name = new RequestName(
                        parts[0],
                        parts[1],
                        Long.parseLong(position.substring(0, dot)),
                        Integer.parseInt(position.substring(dot + 1, end)));
                names.add(name);
                if (refused) {
                    invalid.add(name);
                }
            }
        }
        return names;
    }
}
