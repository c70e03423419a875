/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Positions of requests as text, a line for each log file: stream, fingerprint, and {@code offset.index} of each request, with
 * the mark of {@link Uncounted} where it was not counted. An administrator can read it, and it is read back.
 */
final class RequestPositions {
    private RequestPositions() {}

    /** @param uncounted why those of the names were not counted that were not */
    static String write(List<RequestName> names, Map<RequestName, Uncounted> uncounted) {
        Map<String, StringBuilder> files = new LinkedHashMap<>();
        for (RequestName name : names) {
            StringBuilder line = files.computeIfAbsent(
                    name.stream() + "\t" + name.file(), file -> new StringBuilder(file).append('\t'));
            line.append(line.charAt(line.length() - 1) == '\t' ? "" : " ")
                    .append(name.offset())
                    .append('.')
                    .append(name.index())
                    .append(Optional.ofNullable(uncounted.get(name))
                            .map(why -> String.valueOf(why.mark()))
                            .orElse(""));
        }
        return String.join("\n", files.values());
    }

    /**
     * Reads them back.
     *
     * @param uncounted gets those that were not counted, and why
     * @throws IllegalArgumentException if the text is none of ours
     */
    static List<RequestName> read(String text, Map<RequestName, Uncounted> uncounted) {
        List<RequestName> names = new ArrayList<>();
        for (String line : text.split("\n")) {
            String[] parts = line.split("\t");
            if (parts.length != 3) {
                throw new IllegalArgumentException("'" + line + "' is no stream, file and positions");
            }
            for (String position : parts[2].split(" ")) {
                Optional<Uncounted> why = Uncounted.of(position.charAt(position.length() - 1));
                int dot = position.indexOf('.');
                int end = position.length() - (why.isPresent() ? 1 : 0);
                RequestName name = new RequestName(
                        parts[0],
                        parts[1],
                        Long.parseLong(position.substring(0, dot)),
                        Integer.parseInt(position.substring(dot + 1, end)));
                names.add(name);
                why.ifPresent(known -> uncounted.put(name, known));
            }
        }
        return names;
    }
}
