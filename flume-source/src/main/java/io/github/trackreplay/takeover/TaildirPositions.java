/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.takeover;

import io.github.trackreplay.document.FlatDocument;
import io.github.trackreplay.json.JsonException;
import io.github.trackreplay.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The position file of Flume's {@code TaildirSource}: an array of {@code inode}, {@code pos} and {@code file}. Stateless. */
final class TaildirPositions {
    private TaildirPositions() {}

    static List<OtherPosition> read(Path file) throws IOException {
        List<OtherPosition> positions = new ArrayList<>();
        for (FlatDocument entry : array(Files.readAllBytes(file), file)) {
            positions.add(new OtherPosition(
                    entry.get("file").orElseThrow(() -> damaged(file, "an entry has no file")),
                    OptionalLong.of(number(entry, "inode", file)),
                    OptionalLong.empty(),
                    Optional.empty(),
                    number(entry, "pos", file)));
        }
        return positions;
    }

    /** The objects of a JSON array. */
    static List<FlatDocument> array(byte[] json, Path file) throws IOException {
        JsonReader reader = JsonReader.strict(json, 0, json.length);
        List<FlatDocument> documents = new ArrayList<>();
        try {
            reader.beginArray();
            while (reader.nextElement()) {
                documents.add(FlatDocument.of(reader));
            }
            reader.end();
        } catch (JsonException e) {
            throw damaged(file, "it is no JSON array of objects (" + e.getMessage() + ")");
        }
        return documents;
    }

    static long number(FlatDocument entry, String name, Path file) throws IOException {
        String text = entry.get(name).orElseThrow(() -> damaged(file, "an entry has no " + name));
        return number(text, file);
    }

    static long number(String text, Path file) throws IOException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException(damaged(file, "'" + text + "' is no number").getMessage(), e);
        }
    }

    static IOException damaged(Path file, String why) {
        return new IOException("The positions in " + file + " cannot be read: " + why
                + ". Stop the other tail, so that it writes them down, or set startAt to a time.");
    }
}
