/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StreamMergeTest {
    @Test
    void theStreamOfWhichTheEarliestRequestIsStillToComeIsReadNext() throws IOException {
        StreamMerge merge = new StreamMerge(List.of(
                stream("a", pack("a", 10), pack("a", 30), pack("a", 60)),
                stream("b", pack("b", 5), pack("b", 40), pack("b", 50))));

        assertThat(streamsOf(merge)).containsExactly("a", "b", "b", "a", "a", "b");
    }

    @Test
    void whoHasNothingMoreToComeIsReadLast() throws IOException {
        StreamMerge merge = new StreamMerge(
                List.of(stream("a", pack("a"), pack("a")), stream("b", pack("b", 5), pack("b", 6), pack("b"))));

        assertThat(streamsOf(merge)).containsExactly("a", "b", "b", "b", "a");
    }

    @Test
    void everyPackOfEveryStreamComesOnce() throws IOException {
        StreamMerge merge = new StreamMerge(List.of(stream("a"), stream("b", pack("b", 1)), stream("c", pack("c", 1))));

        assertThat(streamsOf(merge)).containsExactly("b", "c");
    }

    private static List<String> streamsOf(StreamMerge merge) throws IOException {
        List<String> streams = new ArrayList<>();
        for (Optional<Pack> pack = merge.next(); pack.isPresent(); pack = merge.next()) {
            streams.add(pack.get().header().file().stream());
        }
        return streams;
    }

    private static PackSource stream(String name, Pack... packs) {
        Iterator<Pack> rest = Arrays.asList(packs).iterator();
        return new PackSource() {
            @Override
            public String stream() {
                return name;
            }

            @Override
            public Optional<Pack> next() {
                return rest.hasNext() ? Optional.of(rest.next()) : Optional.empty();
            }

            @Override
            public void close() {}
        };
    }

    /** A pack behind which nothing at all is still to come. */
    private static Pack pack(String stream) {
        return pack(stream, OptionalLong.empty());
    }

    private static Pack pack(String stream, long leastStillToCome) {
        return pack(stream, OptionalLong.of(leastStillToCome));
    }

    private static Pack pack(String stream, OptionalLong watermark) {
        LogFile file = new LogFile(stream, new Fingerprint("0".repeat(64)), 1, Optional.empty());
        return new Pack(
                new PackHeader(
                        file,
                        0,
                        100,
                        PackHeader.Reading.of(0, "host", "/matomo.php"),
                        new PackHeader.Promise(watermark, 0)),
                List.of());
    }
}
