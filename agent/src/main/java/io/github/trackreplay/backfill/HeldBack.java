/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.status.Status;
import io.github.trackreplay.status.StatusText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What an import leaves in hold-back because the order must wait for streams that are not its own: for whom it waits, who
 * will apply it, and what an administrator can do. What stopped streams keep is not meant: it waits for nobody. Pure.
 */
public final class HeldBack {
    private final Status ledger;
    private final Instant now;
    private final List<Status.LogFileAccount> files;
    private final long bytes;

    /**
     * @param ledger the ledger after the import
     * @param imported the log files that were read
     */
    HeldBack(Status ledger, Collection<Backfill.FileOfStream> imported, Instant now) {
        this.ledger = ledger;
        this.now = now;
        this.files = ledger.streams().stream()
                .filter(stream -> !stream.state().equals("stopped"))
                .flatMap(stream -> stream.files().stream()
                        .filter(file -> imported.stream()
                                .anyMatch(name -> name.stream().equals(stream.name())
                                        && name.fingerprint().hex().equals(file.fingerprint()))))
                .filter(file -> file.bytes().held() > 0)
                .toList();
        this.bytes = files.stream().mapToLong(file -> file.bytes().held()).sum();
    }

    /** The same for all that an import has read so far. */
    public static HeldBack of(Status ledger, Backfill imported, Instant now) {
        return new HeldBack(ledger, imported.lengths().keySet(), now);
    }

    /** Bytes of the imported log files that are held back. */
    public long bytes() {
        return bytes;
    }

    /** Whether something waits, and no collector is there that would apply it. */
    public boolean unattended() {
        return bytes > 0 && running().isEmpty();
    }

    private Optional<Status.Collector> running() {
        return ledger.collectors().stream()
                .filter(collector -> collector.running(now))
                .findFirst();
    }

    /** Sentences; none when nothing is held back. */
    public List<String> sentences() {
        if (bytes == 0) {
            return List.of();
        }
        List<Status.Stream> holders = holders();
        List<String> sentences = new ArrayList<>();
        sentences.add(String.format(
                Locale.ROOT,
                "%,d bytes of these logs are held back, stored in the database: their requests wait for %s.",
                bytes,
                holders.isEmpty()
                        ? "their turn"
                        : holders.stream().map(HeldBack::text).collect(Collectors.joining(", "))));
        sentences.add(running()
                .map(this::attended)
                .orElseGet(() -> "No collector is running"
                        + ledger.collectors().stream()
                                .findFirst()
                                .map(last -> " (" + last.name() + " was seen last, " + last.seenAt() + ")")
                                .orElse("")
                        + ", so nobody applies them now: start it, or do what is said below and run this import again. It"
                        + " applies them then, and nothing twice."));
        holders.forEach(stream -> sentences.add(remedy(stream)));
        return sentences;
    }

    private String attended(Status.Collector collector) {
        return "The collector " + collector.name() + " applies them as soon as that has come. For a stream that brings"
                + " nothing it waits for at most " + StatusText.duration(collector.maxHold()) + " (maxHold).";
    }

    /** Streams that may still bring something earlier. */
    private List<Status.Stream> holders() {
        Instant last = files.stream()
                .flatMap(file -> file.times().last().stream())
                .max(Instant::compareTo)
                .orElse(Instant.MAX);
        return ledger.streams().stream()
                .filter(stream -> stream.name().equals(ledger.watermarkStream().orElse(null)) || mayHold(stream, last))
                .toList();
    }

    private static boolean mayHold(Status.Stream stream, Instant last) {
        boolean waitedFor = !stream.over()
                && !stream.state().equals("unreachable")
                && !stream.state().equals("behind");
        boolean behind = stream.state().equals("awaited")
                || stream.reach().watermark().filter(time -> time.isAfter(last)).isEmpty();
        return waitedFor && behind;
    }

    private static String text(Status.Stream stream) {
        return "stream " + stream.name() + " (" + stream.state()
                + stream.signs().seen().map(seen -> ", last seen " + seen).orElse(", never seen") + ")";
    }

    private String remedy(Status.Stream stream) {
        if (!stream.over() && ledger.collectors().stream().anyMatch(collector -> collector.refusing(now))) {
            return "Stream " + stream.name()
                    + ": the database has gone back. Import its logs too, as the collector's log says; it is not to be retired.";
        }
        if (stream.over()) {
            return "Stream " + stream.name()
                    + " lacks bytes between others that have come. Import the log that has them,"
                    + " or accept the gap: trackreplay stream accept " + stream.name();
        }
        return "Stream " + stream.name()
                + ": start its agent, or finish the import that brings it. If nothing more will"
                + " come of it: trackreplay stream retire " + stream.name();
    }
}
