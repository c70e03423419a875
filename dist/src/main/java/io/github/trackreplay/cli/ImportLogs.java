/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.BackfillStreams;
import io.github.trackreplay.validate.FirstLines;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The logs of an import, to look at before they are read. What is looked at of standard input is kept. For one thread. */
final class ImportLogs {
    private static final int LOOKED_AT = 4 << 20;

    private final Map<String, List<Path>> files;
    private InputStream standardInput;

    ImportLogs(Map<String, List<Path>> files, InputStream standardInput) {
        this.files = files;
        this.standardInput = standardInput;
    }

    /** The log files by stream. */
    Map<String, List<ImportCheck.Log>> streams() {
        Map<String, List<ImportCheck.Log>> logs = new LinkedHashMap<>();
        files.forEach((stream, paths) -> logs.put(
                stream, paths.stream().<ImportCheck.Log>map(OneLog::new).toList()));
        return logs;
    }

    /** Standard input from its first byte on. */
    InputStream standardInput() {
        return standardInput;
    }

    private final class OneLog implements ImportCheck.Log {
        private final Path path;

        OneLog(Path path) {
            this.path = path;
        }

        @Override
        public String name() {
            return path.equals(BackfillStreams.STANDARD_INPUT) ? "standard input" : path.toString();
        }

        @Override
        public List<byte[]> firstLines(int most) throws IOException {
            if (!path.equals(BackfillStreams.STANDARD_INPUT)) {
                return FirstLines.of(path, most);
            }
            byte[] first = standardInput.readNBytes(LOOKED_AT);
            standardInput = new SequenceInputStream(new ByteArrayInputStream(first), standardInput);
            return FirstLines.of(new ByteArrayInputStream(first), most);
        }
    }
}
