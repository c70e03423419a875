/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadStreamsTest {
    @TempDir
    Path directory;

    private final AtomicLong nanos = new AtomicLong();

    private ReadStreams opened() {
        return ReadStreams.beside(directory.resolve("s.positions"), nanos::get);
    }

    /** Each writing is the whole file and a sync. */
    @Test
    void howeverManyStreamsBeginTheFileIsWrittenOnceASecond() {
        ReadStreams streams = opened();
        for (int i = 0; i < 1000; i++) {
            streams.note("web" + i, "nginx");
            streams.saveIfDue();
        }
        assertThat(opened().format("web0")).contains("nginx");
        assertThat(opened().format("web1")).isEmpty();

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        streams.saveIfDue();

        assertThat(opened().format("web1")).contains("nginx");
        assertThat(opened().format("web999")).contains("nginx");
    }

    @Test
    void aNoteAloneWritesNothing() {
        opened().note("web1", "nginx");

        assertThat(directory.resolve("s.positions.read")).doesNotExist();
    }

    @Test
    void whatIsNotWrittenYetIsWrittenAtTheEnd() {
        ReadStreams streams = opened();
        streams.note("web1", "nginx");
        streams.saveIfDue();
        streams.note("web1", "apache");
        streams.saveIfDue();
        assertThat(opened().format("web1")).contains("nginx");

        streams.save();

        assertThat(opened().format("web1")).contains("apache");
    }

    @Test
    void whatIsKnownIsNotWrittenAgain() throws IOException {
        ReadStreams streams = opened();
        streams.note("web1", "nginx");
        streams.saveIfDue();
        Files.delete(directory.resolve("s.positions.read"));
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
        streams.note("web1", "nginx");
        streams.saveIfDue();
        streams.save();

        assertThat(directory.resolve("s.positions.read")).doesNotExist();
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenLater() throws IOException {
        Path inTheWay = Files.createDirectories(directory.resolve("s.positions.read/x"));
        ReadStreams streams = opened();
        streams.note("web1", "nginx");
        streams.saveIfDue();
        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        streams.saveIfDue();

        assertThat(opened().format("web1")).contains("nginx");
    }
}
