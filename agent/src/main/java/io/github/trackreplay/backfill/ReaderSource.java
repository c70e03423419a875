/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.source.tail.PackReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** The packs of one stream, read from its files and parsed. */
final class ReaderSource implements PackSource {
    private static final int PACKS = 8;
    private static final long BYTES = 512 * 1024;

    private final String stream;
    private final PackReader reader;
    private final Function<RawPack, Pack> parser;
    private final Deque<Pack> ready = new ArrayDeque<>();
    private final AtomicLong nanos = new AtomicLong();

    ReaderSource(String stream, PackReader reader, Function<RawPack, Pack> parser) {
        this.stream = stream;
        this.reader = reader;
        this.parser = parser;
    }

    @Override
    public String stream() {
        return stream;
    }

    @Override
    public Optional<Pack> next() throws IOException {
        if (ready.isEmpty()) {
            long begun = System.nanoTime();
            List<RawPack> raw = reader.read(PACKS, BYTES);
            raw.forEach(pack -> ready.add(parser.apply(pack)));
            reader.commit(); // a file at rest can be read again: nothing is lost when the import is repeated
            nanos.addAndGet(System.nanoTime() - begun);
        }
        return Optional.ofNullable(ready.poll());
    }

    /** Gives a pack back, so that it is the next one again. */
    void giveBack(Pack pack) {
        ready.addFirst(pack);
    }

    /** Time spent in reading and parsing. */
    long nanos() {
        return nanos.get();
    }

    PackReader reader() {
        return reader;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
