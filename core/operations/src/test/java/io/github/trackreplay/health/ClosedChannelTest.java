/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What is said of a channel that takes nothing just now. */
class ClosedChannelTest {
    @Test
    void aDiskThatRefusesIsNamedWithItsWordsAndNotTheSink() {
        RuntimeException failure = new IllegalStateException(
                "Put failed due to IO error [channel=file]",
                new FileNotFoundException("/channel/data/log-2.meta.tmp (No space left on device)"));

        assertThat(ClosedChannel.refusal(failure, "see why its sink does not drain it"))
                .contains("/channel/data/log-2.meta.tmp (No space left on device)", "df -i", "writable")
                .doesNotContain("sink");
    }

    @Test
    void nobodyIsToldToRepairAChannelWhoseDiskIsFull() {
        RuntimeException full = new IllegalStateException(
                "Commit failed due to IO error [channel=file]",
                new IOException("Usable space exhausted, only 0 bytes remaining"));
        RuntimeException damaged = new IllegalStateException("Take failed", new EOFException("the file ends"));

        assertThat(ClosedChannel.remedy(full))
                .contains("Usable space exhausted", "df -h", "start the agent again")
                .doesNotContain("repair");
        assertThat(ClosedChannel.remedy(damaged)).contains("channel repair");
    }

    /** Flume stops a sink by an interrupt, and one in the middle of a read closes the file. */
    @Test
    void nobodyIsToldToRepairAChannelWhoseFilesAStopHasClosed() {
        for (IOException closed : List.of(new ClosedByInterruptException(), new ClosedChannelException())) {
            RuntimeException failure = new IllegalStateException("Commit failed due to IO error", closed);

            assertThat(ClosedChannel.remedy(failure))
                    .contains(closed.getClass().getSimpleName(), "being stopped", "Nothing is lost", "start it again")
                    .doesNotContain("repair");
        }
    }

    /** A disk that breaks, or a data file that is gone, is no matter of space. */
    @Test
    void whatADiskSaysOfAFileIsToBeRepaired() {
        for (String said : List.of("Input/output error", "/channel/data/log-3 (No such file or directory)")) {
            RuntimeException failure = new IllegalStateException("Take failed", new IOException(said));

            assertThat(ClosedChannel.remedy(failure))
                    .contains("channel repair", said)
                    .doesNotContain("inodes");
            assertThat(ClosedChannel.refusal(failure, "see why its sink does not drain it"))
                    .isEqualTo(ClosedChannel.remedy(failure));
        }
    }

    @Test
    void elsewhereTheSinkIsLookedAt() {
        RuntimeException failure = new IllegalStateException("full", new TimeoutException("no room"));

        assertThat(ClosedChannel.refusal(failure, "see why its sink does not drain it"))
                .isEqualTo("If this lasts, see why its sink does not drain it. (full)");
    }
}
