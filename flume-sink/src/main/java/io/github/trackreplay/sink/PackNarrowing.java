/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Places;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.mysql.ledger.KeptBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One pack that can be read and cannot be taken, narrowed down: its header alone, its halves, its one line as a rejected one, and in the
 * end the whole event for {@link PackQuarantine}. Pure.
 */
final class PackNarrowing {
    /** Reason of a line that cannot be taken. */
    static final String LINE = "unprocessable-line";

    /** Reason of an event that cannot be taken at all. */
    static final String EVENT = KeptBytes.OWN;

    private static final Fingerprint PLAIN = new Fingerprint("f".repeat(64));

    private PackNarrowing() {}

    /** A pack that nothing can be said against, of a stream of its own: whether the ledger takes anything at all. */
    static Delivery plain(Pack pack) {
        LogFile file = new LogFile("trackreplay-plain", PLAIN, 1, Optional.empty());
        PackHeader.Reading reading = PackHeader.Reading.of(pack.header().readTime(), "host", "/matomo.php");
        return new Delivery.OfPack(new Pack(new PackHeader(file, 0, 1, reading, PackHeader.Promise.NONE), List.of()));
    }

    /** The pack without what it holds: whether its header alone can be taken. */
    static Delivery headerOf(Pack pack) {
        return new Delivery.OfPack(new Pack(pack.header(), List.of()));
    }

    /** The pack in two, cut between two lines; empty if it holds one line, or nobody knows where bytes of it were lost. */
    static Optional<Halves<Delivery>> halves(Pack pack) {
        return pack.header().lost() == 0
                ? Halves.of(pack.entries(), (a, b) -> a.offset() != b.offset())
                        .map(entries -> cut(pack.header(), entries))
                : Optional.empty();
    }

    private static Halves<Delivery> cut(PackHeader h, Halves<PackEntry> entries) {
        long middle = entries.second().get(0).offset();
        return new Halves<>(
                List.of(new Delivery.OfPack(new Pack(until(h, middle), entries.first()))),
                List.of(new Delivery.OfPack(new Pack(from(h, middle), entries.second()))));
    }

    /** The part of a range before a line: what was skipped before the start goes with it. */
    static PackHeader until(PackHeader h, long middle) {
        return h.until(middle)
                .with(PackHeader.Unread.of(h.beforeStart(), 0))
                .withPlaces(new Places(List.of(), h.places().all()));
    }

    /** The part of a range from a line on: the promise that nothing earlier comes goes with it, as where the lines stood. */
    static PackHeader from(PackHeader h, long middle) {
        return h.from(middle)
                .with(new PackHeader.Unread(0, Math.min(h.lost(), h.end() - middle), h.unknownLoss(), h.archiveEnd()));
    }

    /** The pack with its one line as a rejected one; empty if it is that already. */
    static Optional<Delivery> rejectedLine(Pack pack, String sentence) {
        if (pack.entries().isEmpty()
                || (pack.entries().get(0) instanceof RejectedLine line
                        && line.reason().equals(LINE))) {
            return Optional.empty();
        }
        List<PackEntry> lines = new ArrayList<>();
        long before = -1;
        for (PackEntry entry : pack.entries()) {
            if (entry.offset() != before) {
                lines.add(new RejectedLine(entry.offset(), entry.length(), LINE, sentence, raw(pack, entry)));
            }
            before = entry.offset();
        }
        return Optional.of(new Delivery.OfPack(new Pack(pack.header(), lines)));
    }

    private static byte[] raw(Pack pack, PackEntry entry) {
        return entry instanceof RejectedLine line
                ? line.raw()
                : TrackingEventCodec.encode(new Pack(pack.header(), List.of(entry)), Compression.NONE)
                        .body();
    }

    /** The whole event as one that names no file. Its bytes are not taken: they can be read again. */
    static Delivery event(Pack pack, String sentence) {
        PackHeader h = pack.header();
        String detail = "The event of stream '" + h.file().stream() + "' (file "
                + h.file().number() + ", " + h.file().fingerprint().hex() + ", bytes " + h.start() + " to " + h.end()
                + ", read on '" + h.host() + "') cannot be taken. " + sentence;
        return new Delivery.Unreadable(
                EVENT, detail, TrackingEventCodec.encode(pack, Compression.NONE).body());
    }
}
