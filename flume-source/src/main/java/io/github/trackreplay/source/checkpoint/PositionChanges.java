/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What has changed from one state of the positions to the next, as lines: those of {@link PositionsCodec} for what is new or
 * different, of a stream also for all files on disk that nobody could identify, {@code gone} for a log file of the stream named before, {@code left} for a stream. Costs little where most is the same
 * object as before.
 */
final class PositionChanges {
    static final String GONE = "gone";
    static final String LEFT = "left";

    private final PositionsCodec.Lines out;

    private PositionChanges(PositionsCodec.Lines out) {
        this.out = out;
    }

    static void write(Positions before, Positions after, PositionsCodec.Lines out) throws IOException {
        new PositionChanges(out).write(before, after);
    }

    private void write(Positions before, Positions after) throws IOException {
        out.line(PositionsCodec.looked(after));
        Map<String, StreamPositions> left =
                before.streams().stream().collect(Collectors.toMap(StreamPositions::stream, Function.identity()));
        for (StreamPositions stream : after.streams()) {
            Optional<StreamPositions> was = Optional.ofNullable(left.remove(stream.stream()));
            if (was.filter(known -> isSame(known, stream)).isEmpty()) {
                write(was, stream);
            }
        }
        for (String name : left.keySet()) {
            out.line(LEFT + '\t' + PositionsCodec.escape(name));
        }
    }

    /** @param was empty if the stream is new */
    private void write(Optional<StreamPositions> was, StreamPositions stream) throws IOException {
        List<FilePosition> known = was.map(StreamPositions::files).orElse(List.of());
        List<FilePosition> files = stream.files();
        int same = 0;
        int most = Math.min(known.size(), files.size());
        while (same < most && isSame(known.get(same), files.get(same))) {
            same++;
        }
        boolean unchanged = was.filter(before -> before.skipBefore().equals(stream.skipBefore())
                        && before.disorder().equals(stream.disorder())
                        && before.unidentified().equals(stream.unidentified()))
                .isPresent();
        if (unchanged && same == files.size() && same == known.size()) {
            return;
        }
        out.line(PositionsCodec.stream(stream));
        for (UnidentifiedFile file : stream.unidentified()) {
            out.line(PositionsCodec.unidentified(file));
        }
        writeFiles(known.subList(same, known.size()), files.subList(same, files.size()));
    }

    private void writeFiles(List<FilePosition> known, List<FilePosition> files) throws IOException {
        Set<FilePosition> before = new HashSet<>(known);
        Set<String> keys = new HashSet<>();
        for (FilePosition file : files) {
            keys.add(key(file));
            if (!before.contains(file)) {
                out.line(PositionsCodec.file(file));
            }
        }
        for (FilePosition file : known) {
            if (!keys.contains(key(file))) {
                out.line(GONE + '\t' + key(file));
            }
        }
    }

    /** What has not changed is as a rule the same object, and is not looked at then. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Object one, Object other) {
        return one == other || one.equals(other);
    }

    private static String key(FilePosition file) {
        return file.number() + "\t" + file.fingerprint().hex();
    }
}
