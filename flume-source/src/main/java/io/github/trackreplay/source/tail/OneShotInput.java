/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * Something to be read once from the beginning to the end.
 *
 * @param path where it is, or what to call it
 * @param opener opens its content
 * @param length uncompressed bytes, as far as that can be known; 0 where it cannot
 */
record OneShotInput(Path path, Opener opener, long length) {
    /** Opens a content. */
    interface Opener {
        Content open() throws IOException;
    }

    static OneShotInput file(Path path) throws IOException {
        return file(path, path);
    }

    /** A file as it is now: what is appended to it later does not belong to it. */
    static OneShotInput file(Path path, Path name) throws IOException {
        try (Content content = Contents.of(path)) {
            if (content.sequential()) {
                Opener opener = () -> Contents.of(path);
                return new OneShotInput(name, opener, Math.max(Files.size(path), stated(path)));
            }
            long length = content.length();
            Opener opener = () -> new ContentUpTo(Contents.of(path), length);
            return new OneShotInput(name, opener, length);
        }
    }

    private static long stated(Path archive) {
        try {
            return StatedLength.of(archive);
        } catch (IOException e) {
            return 0; // damaged; reading it says so
        }
    }

    /** As it is, with a length that is known by now. */
    OneShotInput ofLength(long known) {
        return new OneShotInput(path, opener, known);
    }

    /** The inputs by their first event times if each has one, otherwise as they are. */
    static List<OneShotInput> inOrder(List<OneShotInput> inputs, EventTimeFinder times) throws IOException {
        record Dated(OneShotInput input, long time) {}
        List<Dated> dated = new ArrayList<>();
        for (OneShotInput input : inputs) {
            OptionalLong time = firstTime(input, times);
            if (time.isEmpty()) {
                return inputs;
            }
            dated.add(new Dated(input, time.getAsLong()));
        }
        return dated.stream()
                .sorted(Comparator.comparingLong(Dated::time))
                .map(Dated::input)
                .toList();
    }

    private static OptionalLong firstTime(OneShotInput input, EventTimeFinder times) throws IOException {
        try (Content content = input.opener().open()) {
            return FirstTime.of(content, times);
        }
    }
}
