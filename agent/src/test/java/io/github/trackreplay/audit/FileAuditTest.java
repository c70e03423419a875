/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAuditTest {
    @TempDir
    Path directory;

    /** The hole that a copytruncate leaves in a log of gigabytes is one line of zeros. */
    @Test
    void aLineOfAnyLengthTakesNoMoreMemoryThanAnother() throws Exception {
        String hole = "\0".repeat(3 * FileAudit.PART);
        Path log = Files.writeString(directory.resolve("access.log"), "one\n" + hole + "two\nthree");
        List<String> lines = new ArrayList<>();
        StringBuilder parts = new StringBuilder();

        new FileAudit(log).lines(new FileAudit.Line() {
            @Override
            public void part(long start, byte[] bytes, int length) {
                assertThat(bytes).hasSizeLessThanOrEqualTo(FileAudit.PART);
                parts.append(new String(bytes, 0, length, StandardCharsets.US_ASCII));
            }

            @Override
            public boolean end(long start, long length, boolean ended) {
                lines.add(start + " " + length + " " + ended);
                return true;
            }
        });

        assertThat(parts.toString()).isEqualTo("one\n" + hole + "two\nthree");
        assertThat(lines)
                .containsExactly("0 4 true", "4 " + (hole.length() + 4) + " true", (hole.length() + 8) + " 5 false");
    }
}
