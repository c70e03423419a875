/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Spreads the lines of a log over files at random. Only what nothing can tell again stays: the order of lines of one second
 * within a file, and that at most one cut goes through a second.
 */
final class Bag {
    private static final Pattern TIME = Pattern.compile("\\[\\d{2}/[^]]+]");

    private static final String NO_CALL =
            "192.0.2.1 - - [04/Mar/2026:10:00:00 +0000] \"GET /page HTTP/1.1\" 200 43 \"-\" \"Mozilla/5.0\"";

    private final Random random;
    private final StringBuilder what = new StringBuilder();

    Bag(Random random) {
        this.random = random;
    }

    /** Writes the files of a stream and adds the arguments of an import that name them. */
    void fill(Path directory, String stream, List<String> lines, List<String> arguments) throws IOException {
        what.setLength(arguments.isEmpty() ? 0 : what.length());
        int files = 1 + random.nextInt(7);
        List<List<String>> parts = random.nextBoolean() ? cut(lines, files) : dealt(lines, files);
        boolean mixed = random.nextBoolean();
        what.append(stream).append(mixed ? " mixed " : " ").append(files).append("; ");
        List<byte[]> contents = new ArrayList<>();
        for (List<String> part : parts) {
            contents.add(bytes(mixed ? mixed(part) : part));
        }
        if (random.nextBoolean()) {
            contents.add(new byte[0]);
        }
        if (random.nextInt(4) == 0) {
            contents.add(bytes(List.of(NO_CALL)));
        }
        Collections.shuffle(contents, random);
        for (byte[] content : contents) {
            arguments.add("--stream=" + stream + "=" + write(directory, content));
        }
    }

    private Path write(Path directory, byte[] content) throws IOException {
        Path file = directory.resolve(Long.toHexString(random.nextLong()) + ".log");
        if (random.nextBoolean() || content.length == 0) {
            return Files.write(file, content);
        }
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(content);
        }
        return file;
    }

    private static byte[] bytes(List<String> lines) {
        return lines.isEmpty() ? new byte[0] : (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** As a server rotates. */
    private List<List<String>> cut(List<String> lines, int files) {
        List<List<String>> parts = new ArrayList<>();
        int from = 0;
        String cutSecond = "";
        for (int i = 1; i < files; i++) {
            int to = from + 1 + random.nextInt(2 * lines.size() / files);
            while (to < lines.size() && second(lines.get(to)).equals(cutSecond)) {
                to++;
            }
            if (to >= lines.size()) {
                break;
            }
            cutSecond = second(lines.get(to));
            parts.add(lines.subList(from, to));
            from = to;
        }
        parts.add(lines.subList(from, lines.size()));
        return parts;
    }

    /** Each second into some file. */
    private List<List<String>> dealt(List<String> lines, int files) {
        List<List<String>> parts = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            parts.add(new ArrayList<>());
        }
        seconds(lines)
                .values()
                .forEach(second -> parts.get(random.nextInt(files)).addAll(second));
        return parts;
    }

    /** In any order. */
    private List<String> mixed(List<String> lines) {
        Map<String, Deque<String>> bySecond = new HashMap<>();
        seconds(lines).forEach((second, group) -> bySecond.put(second, new ArrayDeque<>(group)));
        List<String> shuffled = new ArrayList<>(lines);
        Collections.shuffle(shuffled, random);
        List<String> mixed = new ArrayList<>();
        for (String line : shuffled) {
            mixed.add(bySecond.get(second(line)).remove());
        }
        return mixed;
    }

    private static Map<String, List<String>> seconds(List<String> lines) {
        Map<String, List<String>> seconds = new LinkedHashMap<>();
        lines.forEach(line -> seconds.computeIfAbsent(second(line), second -> new ArrayList<>())
                .add(line));
        return seconds;
    }

    /** Empty for what is no line of a log. */
    private static String second(String line) {
        Matcher time = TIME.matcher(line);
        return time.find() ? time.group() : "";
    }

    @Override
    public String toString() {
        return what.toString();
    }
}
