/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import io.github.trackreplay.event.ArchiveEnd;
import io.github.trackreplay.event.BulkRoom;
import io.github.trackreplay.event.HeaderGrammar;
import io.github.trackreplay.event.LineEnds;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.source.checkpoint.Positions;
import io.github.trackreplay.source.checkpoint.StreamPositions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The packs of streams of which nothing can be read in any format. Taken as they are, they would be rejected for good, so they
 * wait, and the positions that are saved stay before them: after a start with the right format they are read again. The other
 * streams go on. For one thread.
 *
 * <p>Bounds: of a stream at most about {@link #MOST_BYTES} wait in memory; then it is read no further.
 */
final class HeldStreams {
    /** Of lines. */
    static final long MOST_BYTES = 1L << 20;

    /** Most proofs of a joined pack, far below {@link HeaderGrammar#MOST_PROOFS}; one that is not joined may have more. */
    private static final int MOST_JOINED_PROOFS = 1_000;

    private final long packBytes;
    private final Map<String, Held> held = new LinkedHashMap<>();

    private static final class Held {
        final Optional<StreamPositions> before;
        final List<RawPack> packs = new ArrayList<>();
        long bytes;
        boolean more; // lines have come since they were last offered

        Held(Optional<StreamPositions> before) {
            this.before = before;
        }
    }

    /** @param packBytes most bytes of lines in a pack that several small ones are joined to */
    HeldStreams(long packBytes) {
        this.packBytes = packBytes;
    }

    boolean holds(RawPack pack) {
        return held.containsKey(stream(pack));
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /**
     * Keeps the packs of a batch that belong to held streams, or to streams that are held from now on.
     *
     * @param before the positions before the batch
     */
    void keep(List<RawPack> batch, Set<String> newlyHeld, Positions before) {
        for (String stream : newlyHeld) {
            held.computeIfAbsent(
                    stream,
                    name -> new Held(before.streams().stream()
                            .filter(known -> known.stream().equals(name))
                            .findFirst()));
        }
        for (RawPack pack : batch) {
            Held stream = held.get(stream(pack));
            if (stream != null) {
                add(stream, pack);
                stream.more |= !pack.lines().isEmpty() && !newlyHeld.contains(stream(pack));
            }
        }
    }

    private void add(Held stream, RawPack pack) {
        long bytes = pack.lines().stream()
                .mapToLong(line -> line.bytes().length + 1L)
                .sum();
        int last = stream.packs.size() - 1;
        if (last >= 0 && joins(stream.packs.get(last), pack, bytes)) {
            stream.packs.set(last, joined(stream.packs.get(last), pack));
        } else {
            stream.packs.add(pack);
        }
        stream.bytes += bytes;
    }

    private boolean joins(RawPack one, RawPack next, long bytes) {
        PackHeader a = one.header();
        PackHeader b = next.header();
        return a.file().equals(b.file())
                && a.end() == b.start()
                && a.lost() + b.lost() == 0
                && a.unknownLoss().isEmpty()
                && b.unknownLoss().isEmpty()
                && a.archiveEnd() == ArchiveEnd.UNTOLD
                && b.archiveEnd() == ArchiveEnd.UNTOLD
                && a.proofs().size() + b.proofs().size() <= MOST_JOINED_PROOFS
                && (one.lines().isEmpty()
                        || next.lines().isEmpty()
                        || one.fields().equals(next.fields()))
                && one.lines().stream()
                                        .mapToLong(line -> line.bytes().length + 1L)
                                        .sum()
                                + bytes
                        <= packBytes
                && room(one) + room(next) <= BulkRoom.MOST;
    }

    /** What its lines may grow to. */
    private static long room(RawPack pack) {
        return pack.lines().stream().mapToLong(BulkRoom::of).sum();
    }

    private static RawPack joined(RawPack one, RawPack next) {
        PackHeader a = one.header();
        PackHeader b = next.header();
        List<RawLine> lines = new ArrayList<>(one.lines());
        lines.addAll(next.lines());
        PackHeader header = new PackHeader(a.file(), a.start(), b.end(), b.reading(), b.promise())
                .with(PackHeader.Unread.of(a.beforeStart() + b.beforeStart(), 0))
                .with(joined(a, b));
        return new RawPack(header, one.lines().isEmpty() ? next.fields() : one.fields(), lines);
    }

    private static PackHeader.Proven joined(PackHeader a, PackHeader b) {
        List<Proof> proofs = Stream.concat(
                        a.proofs().stream(),
                        b.proofs().stream().filter(proof -> a.proofs().isEmpty() || proof.boundary() > a.end()))
                .toList();
        LineEnds ends = a.lineEnds() == LineEnds.SOME ? LineEnds.SOME : b.lineEnds();
        return new PackHeader.Proven(proofs, ends);
    }

    /** The streams of which lines have come since they were last offered. */
    List<String> toOffer() {
        return held.entrySet().stream()
                .filter(stream -> stream.getValue().more)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** All that waits of a stream. */
    List<RawPack> packs(String stream) {
        return List.copyOf(held(stream).packs);
    }

    /** They were offered and cannot be read yet. */
    void refused(String stream) {
        held(stream).more = false;
    }

    private Held held(String stream) {
        return Optional.ofNullable(held.get(stream)).orElseThrow();
    }

    /** They were delivered; the stream is not held any more. */
    void delivered(String stream) {
        held.remove(stream);
    }

    /** Streams of which so much waits that they are to be read no further. */
    Set<String> full() {
        Set<String> full = new TreeSet<>();
        held.forEach((name, stream) -> {
            if (stream.bytes >= MOST_BYTES) {
                full.add(name);
            }
        });
        return full;
    }

    /** Where to go on after a restart: of a held stream before what waits. */
    Positions beforeHeld(Positions positions) {
        if (held.isEmpty()) {
            return positions;
        }
        List<StreamPositions> streams = new ArrayList<>();
        for (StreamPositions stream : positions.streams()) {
            Held waits = held.get(stream.stream());
            if (waits == null) {
                streams.add(stream);
            } else {
                waits.before.ifPresent(streams::add);
            }
        }
        return new Positions(positions.lookedAt(), streams);
    }

    static Predicate<RawPack> of(Set<String> streams) {
        return pack -> streams.contains(stream(pack));
    }

    private static String stream(RawPack pack) {
        return pack.header().file().stream();
    }
}
