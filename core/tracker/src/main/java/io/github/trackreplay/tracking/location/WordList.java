/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.location;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Reads the words of a resource beside this class; lines that begin with {@code #} are comments. */
final class WordList {
    private WordList() {}

    static List<String> read(String resource) {
        try (InputStream in = WordList.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Stream.of(line.split(" ")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
