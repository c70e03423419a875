/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Any packs that the types allow, for properties. */
final class EventArbitraries {
    private EventArbitraries() {}

    static Arbitrary<Fingerprint> fingerprints() {
        return Arbitraries.strings().withChars("0123456789abcdef").ofLength(64).map(Fingerprint::new);
    }

    static Arbitrary<LogFile> logFiles() {
        Arbitrary<LogFile.Previous> previous = Combinators.combine(
                        fingerprints(), Arbitraries.longs().greaterOrEqual(0))
                .as(LogFile.Previous::new);
        return Combinators.combine(
                        Arbitraries.strings().ofMinLength(1).ofMaxLength(20),
                        fingerprints(),
                        Arbitraries.longs().greaterOrEqual(1),
                        previous.optional())
                .as(LogFile::new);
    }

    static Arbitrary<PackHeader> headers(long start, long end) {
        Arbitrary<OptionalLong> watermark =
                Arbitraries.longs().optional().map(w -> w.map(OptionalLong::of).orElse(OptionalLong.empty()));
        return Combinators.combine(
                        logFiles(),
                        Arbitraries.longs(),
                        Arbitraries.strings().ofMaxLength(10),
                        watermark,
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.strings().ofMaxLength(10),
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.longs().greaterOrEqual(0))
                .as((file, readTime, host, mark, disorder, paths, before, lost) -> new PackHeader(
                                file,
                                start,
                                end,
                                new PackHeader.Reading(
                                        readTime, host, "", paths, readTime % 2 == 0 ? "" : Long.toHexString(readTime)),
                                new PackHeader.Promise(mark, disorder))
                        .with(PackHeader.Unread.of(before, lost)))
                .flatMap(header -> Combinators.combine(
                                proofs(header.start(), header.end()), Arbitraries.of(LineEnds.class))
                        .as((proofs, lineEnds) -> withProofs(header, proofs).withLineEnds(lineEnds)));
    }

    private static Arbitrary<List<Proof>> proofs(long start, long end) {
        return end == 0
                ? Arbitraries.just(List.of())
                : Combinators.combine(
                                Arbitraries.longs()
                                        .between(Math.max(1, start), end)
                                        .list()
                                        .ofMaxSize(3)
                                        .uniqueElements(),
                                Arbitraries.strings()
                                        .withChars("0123456789abcdef")
                                        .ofLength(32))
                        .as((boundaries, hash) -> boundaries.stream()
                                .sorted()
                                .map(boundary -> new Proof(boundary - 1, boundary, hash))
                                .toList());
    }

    private static PackHeader withProofs(PackHeader h, List<Proof> proofs) {
        return h.withProofs(proofs);
    }

    private static Arbitrary<byte[]> lineBytes() {
        return Arbitraries.bytes()
                .map(b -> b == '\n' ? (byte) ' ' : b)
                .array(byte[].class)
                .ofMaxSize(40);
    }

    static Arbitrary<RawPack> rawPacks() {
        Arbitrary<RawLine> line = Combinators.combine(
                        lineBytes(),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(0, 3))
                .as((bytes, gap, kind) -> kind == 0
                        ? new RawLine(gap, bytes.length + 100_000L, bytes, true)
                        : new RawLine(gap, bytes.length + kind - 1L, bytes, false));
        Arbitrary<Long> starts = Arbitraries.longs().between(0, Long.MAX_VALUE / 2);
        return Combinators.combine(line.list().ofMaxSize(6), starts).flatAs((lines, start) -> {
            List<RawLine> placed = new ArrayList<>();
            long at = start;
            for (RawLine l : lines) {
                at += l.offset();
                placed.add(new RawLine(at, l.length(), l.bytes(), l.overlong()));
                at += l.length();
            }
            Arbitrary<Optional<String>> fields =
                    Arbitraries.strings().ofMaxLength(10).optional();
            return Combinators.combine(headers(start, at), fields).as((h, f) -> new RawPack(h, f, placed));
        });
    }

    /** Strings with quotes, backslashes, control characters and lone surrogates more often than chance has them. */
    private static Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.strings().ascii().ofMaxLength(20)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(8)),
                Tuple.of(
                        1,
                        Arbitraries.strings()
                                .withChars("\"\\\n\u0000\ud83d\ude00\u00e9ab")
                                .ofMaxLength(8)));
    }

    private static Arbitrary<TrackingRequest> requests() {
        Arbitrary<Map<String, String>> headers =
                Arbitraries.maps(texts(), texts()).ofMaxSize(2);
        Arbitrary<Long> times = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.longs().between(0, 253_402_300_799_999L)), Tuple.of(1, Arbitraries.longs()));
        return Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.integers(),
                        times,
                        texts().list().ofSize(7),
                        texts().optional(),
                        texts().optional(),
                        Arbitraries.integers(),
                        headers)
                .as((offset, index, time, t, body, token, status, h) -> new TrackingRequest(
                        new TrackingRequest.Line(offset, offset ^ 7, index),
                        time,
                        new TrackingRequest.Call(t.get(1), t.get(2), t.get(3), body, token, status),
                        new TrackingRequest.Client(t.get(0), t.get(4), t.get(5), t.get(6), h)));
    }

    private static Arbitrary<RejectedLine> rejectedLines() {
        return Combinators.combine(Arbitraries.longs(), texts(), texts(), lineBytes())
                .as((offset, reason, detail, raw) -> new RejectedLine(offset, ~offset, reason, detail, raw));
    }

    static Arbitrary<Pack> packs() {
        Arbitrary<PackEntry> entry = Arbitraries.oneOf(requests(), rejectedLines());
        return Combinators.combine(headers(3, 10_000), entry.list().ofMaxSize(4))
                .as(Pack::new);
    }
}
