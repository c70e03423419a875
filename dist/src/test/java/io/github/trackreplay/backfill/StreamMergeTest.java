/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.TrackingRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StreamMergeTest {
    @Test
    void theStreamThatIsFurthestBehindIsReadNext() throws IOException {
        StreamMerge merge = new StreamMerge(List.of(
                stream("a", pack("a", 10, 20), pack("a", 30), pack("a", 60)),
                stream("b", pack("b", 5), pack("b", 40), pack("b", 50))));

        assertThat(streamsOf(merge)).containsExactly("a", "b", "b", "a", "a", "b");
    }

    @Test
    void anEmptyPackDoesNotMoveAStream() throws IOException {
        StreamMerge merge = new StreamMerge(List.of(
                stream("a", pack("a"), pack("a"), pack("a", 9)),
                stream("b", pack("b", 5), pack("b", 6), pack("b", 10))));

        assertThat(streamsOf(merge)).containsExactly("a", "a", "a", "b", "b", "b");
    }

    @Test
    void timesThatRunBackwardsDoNotHoldTheOthers() throws IOException {
        StreamMerge merge = new StreamMerge(
                List.of(stream("a", pack("a", 50), pack("a", 1)), stream("b", pack("b", 20), pack("b", 60))));

        assertThat(streamsOf(merge)).containsExactly("a", "b", "b", "a");
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

    private static Pack pack(String stream, long... times) {
        LogFile file = new LogFile(stream, new Fingerprint("0".repeat(64)), 1, Optional.empty());
        PackHeader header = new PackHeader(file, 0, 100, 0, "host", OptionalLong.empty(), 0, "/matomo.php", 0, 0);
        List<PackEntry> entries = new ArrayList<>();
        for (long time : times) {
            entries.add(new TrackingRequest(
                    entries.size(),
                    1,
                    0,
                    time,
                    "192.0.2.1",
                    "GET",
                    "/matomo.php",
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    200,
                    "",
                    "",
                    "",
                    Map.of()));
        }
        return new Pack(header, entries);
    }
}
