/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.takeover;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.document.FlatDocument;
import io.github.trackreplay.json.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Filebeat's registry since 7.0: a checkpoint {@code N.json}, an array of entries, and {@code log.json} with what has changed since, two
 * lines a change: its number and kind, then key and value. The key ends in the kind of identity and the identity: {@code
 * native::INODE-DEVICE}, {@code fingerprint::SHA256}, {@code path::PATH}. Source: the store {@code memlog} of libbeat. Stateless.
 */
final class FilebeatRegistry {
    private static final String LOG = "log.json";
    private static final int FINGERPRINTED = 1024;

    private FilebeatRegistry() {}

    static List<OtherPosition> read(Path file) throws IOException {
        Path directory = directory(file);
        Map<String, FlatDocument> entries = new LinkedHashMap<>();
        Optional<Path> checkpoint = checkpoint(directory);
        long number = -1;
        if (checkpoint.isPresent()) {
            number = checkpointNumber(checkpoint.get());
            for (FlatDocument entry : TaildirPositions.array(Files.readAllBytes(checkpoint.get()), checkpoint.get())) {
                entry.get("_key").ifPresent(key -> entries.put(key, entry));
            }
        }
        Path log = directory.resolve(LOG);
        if (Files.exists(log)) {
            replay(log, number, entries);
        }
        List<OtherPosition> positions = new ArrayList<>();
        for (Map.Entry<String, FlatDocument> entry : entries.entrySet()) {
            position(entry.getKey(), entry.getValue(), file).ifPresent(positions::add);
        }
        return positions;
    }

    private static Path directory(Path file) throws IOException {
        Path named = file.endsWith(LOG) ? file.toAbsolutePath().resolveSibling("") : file;
        for (Path directory : List.of(
                named, named.resolve("filebeat"), named.resolve("registry").resolve("filebeat"))) {
            if (Files.isDirectory(directory)
                    && (Files.exists(directory.resolve(LOG))
                            || checkpoint(directory).isPresent())) {
                return directory;
            }
        }
        throw TaildirPositions.damaged(
                file, "it is no directory with Filebeat's log.json (by default /var/lib/filebeat/registry/filebeat)");
    }

    /** The newest; the marker active.dat may name it by a path of another machine or container. */
    private static Optional<Path> checkpoint(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> path.getFileName().toString().matches("[0-9]{1,19}\\.json"))
                    .max((a, b) -> Long.compareUnsigned(checkpointNumber(a), checkpointNumber(b)));
        }
    }

    private static long checkpointNumber(Path checkpoint) {
        return Long.parseUnsignedLong(checkpoint.getFileName().toString().replace(".json", ""));
    }

    /** Changes up to the checkpoint are in it; a last line that is cut was never finished. */
    private static void replay(Path log, long after, Map<String, FlatDocument> entries) throws IOException {
        String text = Files.readString(log, UTF_8);
        List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        FlatDocument change = null;
        for (String line : lines) {
            FlatDocument document = document(line, log);
            if (document.get("op").isPresent()) {
                change = document;
            } else if (change != null) {
                boolean fresh =
                        Long.compareUnsigned(TaildirPositions.number(change, "id", log), after) > 0 || after < 0;
                Optional<String> key = document.get("k");
                if (fresh && key.isPresent()) {
                    apply(change.get("op").orElse(""), key.get(), document, entries);
                }
                change = null;
            }
        }
    }

    private static void apply(String kind, String key, FlatDocument document, Map<String, FlatDocument> entries) {
        if (kind.equals("remove")) {
            entries.remove(key);
        } else {
            entries.put(key, document);
        }
    }

    private static FlatDocument document(String line, Path log) throws IOException {
        try {
            return FlatDocument.read(line.getBytes(UTF_8));
        } catch (JsonException e) {
            throw new IOException(
                    TaildirPositions.damaged(log, String.valueOf(e.getMessage()))
                            .getMessage(),
                    e);
        }
    }

    private static Optional<OtherPosition> position(String key, FlatDocument entry, Path file) throws IOException {
        String[] parts = key.split("::", -1);
        Optional<String> offset = either(entry, "cursor.offset").or(() -> either(entry, "offset"));
        if (parts.length < 3 || offset.isEmpty()) {
            return Optional.empty(); // another input's, or a file of which nothing has been read
        }
        String path =
                either(entry, "meta.source").or(() -> either(entry, "source")).orElse("");
        String kind = parts[parts.length - 2];
        String identity = parts[parts.length - 1];
        long read = TaildirPositions.number(offset.get(), file);
        if (kind.endsWith("native")) {
            int dash = identity.indexOf('-');
            String inode = dash < 0 ? identity : identity.substring(0, dash);
            return Optional.of(new OtherPosition(
                    path,
                    OptionalLong.of(TaildirPositions.number(inode, file)),
                    dash < 0
                            ? OptionalLong.empty()
                            : OptionalLong.of(TaildirPositions.number(identity.substring(dash + 1), file)),
                    Optional.empty(),
                    read));
        }
        if (kind.equals("fingerprint")) {
            int length =
                    either(entry, "meta.fingerprint_len").map(Integer::parseInt).orElse(FINGERPRINTED);
            OtherPosition.Beginning content = new OtherPosition.Beginning(identity, length);
            return Optional.of(
                    new OtherPosition(path, OptionalLong.empty(), OptionalLong.empty(), Optional.of(content), read));
        }
        return Optional.of(new OtherPosition(path, OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), read));
    }

    /** A checkpoint has the value's members beside the key, the log within {@code v}. */
    private static Optional<String> either(FlatDocument entry, String name) {
        return entry.get(name).or(() -> entry.get("v." + name));
    }
}
