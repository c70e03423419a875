/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.RawPack;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A reader of many files in a virtual machine of its own, whose heap is bounded: directory, start, files that it holds. */
final class ManyFiles {
    private ManyFiles() {}

    private static PackTimes.Span inNoOrder(RawPack pack) {
        long time = pack.header().file().number() * 7_919_000 % 1_000_000_000;
        return pack.lines().isEmpty() ? PackTimes.Span.NONE : new PackTimes.Span(time, time, 0);
    }

    public static void main(String[] args) {
        TailReaderConfig config = new TailReaderConfig(
                        "web1",
                        new GlobFinder(List.of(args[0] + "/access.log*")),
                        StartAt.parse(args[1]),
                        TailSettings.defaults("test"),
                        InstantSource.system(),
                        new CommonTimes(),
                        new TailListener() {
                            @Override
                            public void looking(String stream, int files, int of) {
                                System.out.println(files + " of " + of + " files looked at");
                            }
                        })
                .asking(pack -> Optional.of(inNoOrder(pack)));
        try (TailReader reader = new TailReader(config, Optional.empty())) {
            long lines = 0;
            int known;
            long began = System.nanoTime();
            do {
                List<RawPack> packs = reader.read(100, 2 << 20);
                lines += packs.stream().mapToLong(pack -> pack.lines().size()).sum();
                reader.commit();
                known = reader.positions().streams().stream()
                        .mapToInt(stream -> stream.files().size())
                        .sum();
            } while ((reader.bytesLeft() > 0 || known == 0)
                    && System.nanoTime() - began < Duration.ofMinutes(2).toNanos());
            System.out.println(known + " files known, " + lines + " lines read, " + reader.bytesLeft() + " bytes left");
        }
    }
}
