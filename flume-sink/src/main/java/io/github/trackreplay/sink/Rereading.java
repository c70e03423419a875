/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.ledger.JudgedRanges;
import io.github.trackreplay.mysql.ledger.JudgedRanges.Judged;
import io.github.trackreplay.mysql.ledger.JudgedRanges.Kind;
import io.github.trackreplay.mysql.ledger.LedgerException;
import io.github.trackreplay.mysql.ledger.SettingTexts;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.TakenRanges;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Judges lines that were skipped because other tracker paths were declared when they were read, or other statuses, sites or hosts set.
 * The ledger does not list skipped lines; it knows by which settings each range was judged ({@link Judgement}), and exactly the
 * lines of a range that none of these take were skipped. The settings of this reading are noted with the range in the same
 * transaction, so no line is offered twice.
 */
final class Rereading {
    private final Connection connection;
    private final Ledger ledger;
    private final LedgerState state;
    private final Outcomes outcomes;
    private final Taking taking;

    /** What the ledger's texts say: few, and asked for at each line. */
    private final Map<String, Judgement> judgements = new HashMap<>();

    Rereading(Connection connection, Ledger ledger, LedgerState state, Outcomes outcomes, Taking taking) {
        this.connection = connection;
        this.ledger = ledger;
        this.state = state;
        this.outcomes = outcomes;
        this.taking = taking;
    }

    void offer(Delivery.Reread reread) throws SQLException {
        PackHeader header = reread.pack().header();
        FileTrack file = file(header);
        List<Judged> judged = effective(ledger.judged().of(connection, file.id()));
        learn(file, judged);
        ByteRange range = new ByteRange(header.start(), header.end());
        List<ByteRange> rejected = ledger.rejected().covering(connection, file.id(), range);
        List<ByteRange> missing = new ArrayList<>(file.taken().missing(range));
        missing.addAll(destroyed(file, range)); // comes as new, if it does
        List<ByteRange> untouched = new ArrayList<>(missing);
        List<Skipped> skipped = new ArrayList<>();
        IdentityHashMap<Judgement, Judgement> again = new IdentityHashMap<>();
        for (PackEntry entry : reread.pack().entries()) {
            if (NewBytes.overlap(missing, entry) > 0) {
                continue; // not taken yet: whoever takes it judges it
            }
            if (entry instanceof TrackingRequest request && request.time() < reread.earliest()) {
                untouched.add(new ByteRange(entry.offset(), entry.offset() + entry.length()));
                continue;
            }
            Judgement before = before(file, judged, entry);
            if (NewBytes.overlap(rejected, entry) > 0
                    || wasTaken(before, judged, entry)
                    || !again.computeIfAbsent(before, b -> again(reread, b)).took(entry)) {
                outcomes.duplicate(file, true);
            } else {
                skipped.add(new Skipped(entry, reason(before, entry)));
            }
        }
        apply(file, header, skipped);
        note(file, judged, untouched, reread);
    }

    private List<ByteRange> destroyed(FileTrack file, ByteRange range) throws SQLException {
        return taking.losses().destroyed(file).stream()
                .flatMap(lost -> lost.common(range).stream())
                .toList();
    }

    /** By which settings a line is judged now: those that are named, the others as they were. */
    private static Judgement again(Delivery.Reread reread, Judgement before) {
        Judgement.Filter filter = before.filter().orElse(Judgement.Filter.USUAL);
        return Judgement.by(
                reread.pack().header().trackerPaths(),
                new Judgement.Filter(
                        reread.statuses().orElse(filter.statuses()),
                        reread.sites()
                                .orElse(filter.sites())
                                .of(reread.hosts().orElse(filter.sites().hosts()))));
    }

    /**
     * A line that was skipped and is judged again.
     *
     * @param reason for which it was, where it is of a declared path
     */
    private record Skipped(PackEntry entry, Optional<String> reason) {}

    private static Optional<String> reason(Judgement before, PackEntry entry) {
        return before.declares(entry) && entry instanceof TrackingRequest request
                ? before.filter().flatMap(filter -> filter.reason(request))
                : Optional.empty();
    }

    private FileTrack file(PackHeader header) throws SQLException {
        OptionalLong id = ledger.judged()
                .fileId(
                        connection,
                        header.file().stream(),
                        header.file().fingerprint().hex());
        if (id.isEmpty()) {
            throw new LedgerException("Nothing of the log file "
                    + header.file().fingerprint().abbreviated() + "… has been taken under the stream '"
                    + header.file().stream()
                    + "', so nothing of it was skipped. Import it, or correct the stream's name.");
        }
        state.need(connection, List.of(id.getAsLong()));
        return state.file(id.getAsLong());
    }

    /** By which settings a line was judged when it was taken. */
    private Judgement before(FileTrack file, List<Judged> judged, PackEntry entry) {
        return judgement(judged.stream()
                .filter(j -> j.kind() == Kind.INSTEAD && holds(j, entry))
                .map(Judged::paths)
                .findFirst()
                .orElse(file.trackerPaths()));
    }

    private boolean wasTaken(Judgement before, List<Judged> judged, PackEntry entry) {
        return before.took(entry)
                || judged.stream()
                        .anyMatch(j -> holds(j, entry) && judgement(j.paths()).took(entry));
    }

    private Judgement judgement(String text) {
        return Optional.ofNullable(judgements.get(text)).orElseThrow();
    }

    private void learn(FileTrack file, List<Judged> judged) throws SQLException {
        learn(file.trackerPaths());
        for (Judged j : judged) {
            learn(j.paths());
        }
    }

    private void learn(String text) throws SQLException {
        if (!judgements.containsKey(text)) {
            Optional<String> list = Judgement.list(text);
            judgements.put(
                    text,
                    Judgement.of(
                            text,
                            list.isPresent()
                                    ? Optional.of(ledger.settings().read(connection, list.get()))
                                    : Optional.empty()));
        }
    }

    /** What was set aside and judged since counts by that; ranges of {@link Kind#INSTEAD} do not overlap then. */
    private static List<Judged> effective(List<Judged> judged) {
        TakenRanges known = instead(judged);
        List<Judged> effective = new ArrayList<>();
        for (Judged j : judged) {
            if (j.kind() == Kind.INSTEAD && Judgement.isAside(j.paths())) {
                known.missing(j.range()).forEach(part -> effective.add(new Judged(j.kind(), part, j.paths())));
            } else {
                effective.add(j);
            }
        }
        return effective;
    }

    /** Where settings are known by which lines were judged, and not only set aside. */
    private static TakenRanges instead(List<Judged> judged) {
        return known(judged.stream()
                .filter(j -> j.kind() == Kind.INSTEAD && !Judgement.isAside(j.paths()))
                .map(Judged::range)
                .toList());
    }

    private static boolean holds(Judged judged, PackEntry entry) {
        return judged.range().overlap(entry.offset(), entry.offset() + 1) > 0;
    }

    private void apply(FileTrack file, PackHeader header, List<Skipped> skipped) {
        UncountedBytes uncounted = new UncountedBytes();
        for (Skipped line : skipped) {
            long bytes = uncounted.of(line.entry());
            file.account().skip(-bytes);
            line.reason().ifPresent(reason -> outcomes.offerSkipped(file, reason, bytes));
        }
        if (!skipped.isEmpty()) {
            file.touch();
            List<PackEntry> lines = skipped.stream().map(Skipped::entry).toList();
            taking.offerSkipped(file, new Pack(header, lines));
        }
    }

    /** What of the range has been taken, and is not to be left as it is, is judged by these settings, too, from now on. */
    private void note(FileTrack file, List<Judged> judged, List<ByteRange> missing, Delivery.Reread reread)
            throws SQLException {
        PackHeader header = reread.pack().header();
        ByteRange range = new ByteRange(header.start(), header.end());
        TakenRanges others = known(missing);
        for (Judged j : judged) {
            if (j.kind() == Kind.INSTEAD && j.range().overlap(range.start(), range.end()) > 0) {
                ByteRange part = new ByteRange(
                        Math.max(range.start(), j.range().start()),
                        Math.min(range.end(), j.range().end()));
                besides(file, judged, known(missing).missing(part), again(reread, judgement(j.paths())));
                others.add(part, TakenRanges.NO_WATERMARK);
            }
        }
        besides(file, judged, others.missing(range), again(reread, judgement(file.trackerPaths())));
    }

    private static TakenRanges known(List<ByteRange> ranges) {
        TakenRanges known = new TakenRanges();
        ranges.forEach(range -> known.add(range, TakenRanges.NO_WATERMARK));
        return known;
    }

    private void besides(FileTrack file, List<Judged> judged, List<ByteRange> parts, Judgement now)
            throws SQLException {
        TakenRanges noted = known(judged.stream()
                .filter(j -> j.kind() == Kind.BESIDES && j.paths().equals(now.text()))
                .map(Judged::range)
                .toList());
        for (ByteRange part : parts) {
            for (ByteRange fresh : noted.missing(part)) {
                if (now.filter().isPresent()) {
                    keep(connection, ledger.settings(), now.filter().get());
                }
                ledger.judged().add(connection, file.id(), new Judged(Kind.BESIDES, fresh, now.text()));
            }
        }
    }

    /** Keeps what is too long to stand with each range. */
    static void keep(Connection connection, SettingTexts texts, Judgement.Filter filter) throws SQLException {
        Optional<String> list = filter.longText();
        if (list.isPresent()) {
            texts.keep(connection, list.get());
        }
    }

    /** Notes with which paths was judged what had been taken of files before they went on with others. */
    static void note(Connection connection, JudgedRanges ranges, List<Taking.PathChange> changes) throws SQLException {
        for (Taking.PathChange change : changes) {
            List<Judged> judged = ranges.of(connection, change.fileId());
            TakenRanges known = Judgement.isAside(change.before())
                    ? known(judged.stream()
                            .filter(j -> j.kind() == Kind.INSTEAD)
                            .map(Judged::range)
                            .toList())
                    : instead(judged);
            for (ByteRange range : change.ranges()) {
                for (ByteRange before : known.missing(range)) {
                    ranges.add(connection, change.fileId(), new Judged(Kind.INSTEAD, before, change.before()));
                }
            }
        }
    }
}
