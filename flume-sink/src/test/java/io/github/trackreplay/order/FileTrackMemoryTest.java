/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the order keeps in memory of each log file that requests wait of, counted by what is gone without them. */
class FileTrackMemoryTest {
    private static final int FILES = 100_000;
    private static final long MOST_BYTES_A_FILE = 420;
    private static final Fingerprint FINGERPRINT = new Fingerprint("ab".repeat(32));

    /** It had nine trees, most of them empty, which took 888 bytes. */
    @Test
    void aFileOfWhichAllIsTakenTakesAFewHundredBytes() {
        FileTrack[] files = new FileTrack[FILES];
        for (int i = 0; i < FILES; i++) {
            files[i] = taken(i);
        }
        long with = LiveHeap.bytes();
        assertThat(files[FILES - 1].taken().end()).isEqualTo(1_000);
        files = new FileTrack[0];

        assertThat((with - LiveHeap.bytes()) / FILES).isBetween(100L, MOST_BYTES_A_FILE);
        assertThat(files).isEmpty();
    }

    private static FileTrack taken(int id) {
        FileTrack file = FileTrack.unknown(id, new LogFile("web1", FINGERPRINT, id + 1L, Optional.empty()), true);
        file.taken().add(new ByteRange(0, 1_000), 5);
        file.taken().drain();
        return file;
    }
}
