/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.trackreplay.event.BulkRoom;
import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.HeaderGrammar;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.source.checkpoint.Positions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HeldStreamsTest {
    private static final String STREAM = "web1";
    private static final long PACK_BYTES = 1 << 16;
    private static final long PROVEN = 10; // bytes between two proofs

    private static final LogFile FILE = new LogFile(STREAM, new Fingerprint("a".repeat(64)), 1, Optional.empty());

    private final HeldStreams held = new HeldStreams(PACK_BYTES);

    /** A collector refuses packs with more proofs than {@link HeaderGrammar} knows. */
    @Test
    void packsOfManyProofsAndFewLinesAreJoinedToNoneThatACollectorRefuses() {
        List<RawPack> packs = packs(20, 900);
        keep(packs);

        List<RawPack> kept = held.packs(STREAM);

        assertThat(kept)
                .allSatisfy(pack ->
                        assertThatCode(() -> HeaderGrammar.check(pack.header())).doesNotThrowAnyException());
        assertThatNothingIsLost(packs, kept);
    }

    @Test
    void smallOnesAreJoined() {
        List<RawPack> packs = packs(20, 5);
        keep(packs);

        List<RawPack> kept = held.packs(STREAM);

        assertThat(kept).hasSize(1);
        assertThatNothingIsLost(packs, kept);
    }

    /** A small line of a bulk call may grow to much when it is parsed. */
    @Test
    void smallOnesThatMayGrowAreJoinedToNoneThatACollectorHasNoRoomFor() {
        List<RawPack> packs = IntStream.range(0, 300)
                .mapToObj(i -> pack(i * PROVEN, 1, "{\"requests\":[]}"))
                .toList();
        keep(packs);

        List<RawPack> kept = held.packs(STREAM);

        assertThat(kept)
                .allSatisfy(pack -> assertThat(
                                pack.lines().stream().mapToLong(BulkRoom::of).sum())
                        .isLessThanOrEqualTo(BulkRoom.MOST));
        assertThatNothingIsLost(packs, kept);
    }

    private void keep(List<RawPack> packs) {
        for (RawPack pack : packs) {
            held.keep(List.of(pack), Set.of(STREAM), new Positions(0, List.of()));
        }
    }

    private static void assertThatNothingIsLost(List<RawPack> packs, List<RawPack> kept) {
        long at = 0;
        for (RawPack pack : kept) {
            assertThat(pack.header().start()).isEqualTo(at);
            at = pack.header().end();
        }
        assertThat(at).isEqualTo(packs.get(packs.size() - 1).header().end());
        assertThat(kept.stream().flatMap(pack -> pack.lines().stream()))
                .containsExactlyElementsOf(
                        packs.stream().flatMap(pack -> pack.lines().stream()).toList());
        assertThat(kept.stream().flatMap(pack -> pack.header().proofs().stream()))
                .containsExactlyElementsOf(packs.stream()
                        .flatMap(pack -> pack.header().proofs().stream())
                        .toList());
    }

    /** Of one file, one behind the other, with one line each. */
    private static List<RawPack> packs(int count, int proofs) {
        return IntStream.range(0, count)
                .mapToObj(i -> pack((long) i * proofs * PROVEN, proofs))
                .toList();
    }

    private static RawPack pack(long start, int proofs) {
        return pack(start, proofs, "line");
    }

    private static RawPack pack(long start, int proofs, String line) {
        long end = start + proofs * PROVEN;
        List<Proof> ends = LongStream.rangeClosed(1, proofs)
                .mapToObj(i -> new Proof(0, start + i * PROVEN, "0".repeat(32)))
                .toList();
        PackHeader header = new PackHeader(
                        FILE, start, end, PackHeader.Reading.of(0, "host", ""), PackHeader.Promise.NONE)
                .withProofs(ends);
        return new RawPack(
                header, Optional.empty(), List.of(new RawLine(start, line.length(), line.getBytes(UTF_8), false)));
    }
}
