/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Skips what a file holds already: with {@code startAt = end} up to its last complete line. */
final class StartPosition {
    private static final int CHUNK = 64 * 1024;
    private static final String FIELDS = "#Fields:";

    private StartPosition() {}

    static void skipTo(TrackedFile file, Content content, Counts counts) throws IOException {
        if (content.sequential()) {
            return; // an archive is no live log: it is read
        }
        skipTo(file, content, lastLineEnd(content), counts);
    }

    /** Skips what lies before the start of a line; what is compressed is read and left out. */
    static void skipTo(TrackedFile file, Content content, long end, Counts counts) throws IOException {
        if (content.sequential()) {
            file.progress().start = Math.max(file.progress().start, end);
            return;
        }
        byte[] first = new byte[1];
        boolean comments = content.read(0, first, 0, 1) == 1 && first[0] == '#';
        ReadProgress progress = file.progress();
        RunningProof proof =
                RunningProof.at(content, end, List.of(), Optional.empty()).orElseThrow(() -> shrunk(end));
        progress.proof = Optional.of(proof);
        progress.advance(end, content.before(end).orElseThrow(() -> shrunk(end)));
        progress.fields = comments ? lastFields(content, end) : Optional.empty();
        progress.start = end;
        progress.beforeStart = end;
        file.observedLength = Math.max(file.observedLength, end);
        counts.bytes += end;
        counts.skipped += end;
        counts.beforeStart += end;
    }

    private static IOException shrunk(long end) {
        return new IOException("it became shorter than " + end + " bytes while its beginning was skipped");
    }

    private static long lastLineEnd(Content content) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (long to = content.length(); to > 0; ) {
            long from = Math.max(0, to - CHUNK);
            int n = content.read(from, chunk, 0, (int) (to - from));
            for (int i = n - 1; i >= 0; i--) {
                if (chunk[i] == '\n') {
                    return from + i + 1;
                }
            }
            to = from;
        }
        return 0;
    }

    /** W3C logs: the last field list before an offset, which may stand anywhere in the file. */
    private static Optional<String> lastFields(Content content, long end) throws IOException {
        byte[] chunk = new byte[CHUNK];
        Optional<String> fields = Optional.empty();
        for (long lineStart = 0; lineStart < end; ) {
            int n = content.read(lineStart, chunk, 0, (int) Math.min(CHUNK, end - lineStart));
            int from = 0;
            int lineFeed;
            while ((lineFeed = Bytes.lineFeed(chunk, from, n)) >= 0) {
                if (chunk[from] == '#') {
                    int to = Bytes.withoutCarriageReturn(chunk, from, lineFeed);
                    String comment = new String(chunk, from, to - from, StandardCharsets.UTF_8);
                    fields = comment.startsWith(FIELDS) ? Optional.of(comment) : fields;
                }
                from = lineFeed + 1;
            }
            if (n <= 0) {
                break;
            }
            lineStart += from > 0 ? from : n;
        }
        return fields;
    }
}
