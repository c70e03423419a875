/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackerPaths;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.ledger.JudgedRanges;
import io.github.trackreplay.mysql.ledger.JudgedRanges.Judged;
import io.github.trackreplay.mysql.ledger.JudgedRanges.Kind;
import io.github.trackreplay.mysql.ledger.LedgerException;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.TakenRanges;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Judges lines that were skipped because other tracker paths were declared when they were read. The ledger does not list
 * skipped lines; it knows with which paths each range was judged, and exactly the lines of a range that none of these match
 * were skipped. The paths of this reading are noted with the range in the same transaction, so no line is offered twice.
 */
final class Rereading {
    private final Connection connection;
    private final Ledger ledger;
    private final LedgerState state;
    private final Outcomes outcomes;
    private final Taking taking;

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
        List<Judged> judged = ledger.judged().of(connection, file.id());
        ByteRange range = new ByteRange(header.start(), header.end());
        List<ByteRange> rejected = ledger.rejected().covering(connection, file.id(), range);
        List<ByteRange> missing = file.taken().missing(range);
        List<PackEntry> skipped = new ArrayList<>();
        for (PackEntry entry : reread.pack().entries()) {
            if (overlap(missing, entry)) {
                continue; // not taken yet: whoever takes it judges it
            }
            if (overlap(rejected, entry) || wasJudged(file, judged, entry)) {
                outcomes.duplicate(file, true);
            } else {
                skipped.add(entry);
            }
        }
        apply(file, header, skipped);
        note(file, judged, range, missing, header.trackerPaths());
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

    private static boolean overlap(List<ByteRange> ranges, PackEntry entry) {
        long end = entry.offset() + entry.length();
        return ranges.stream().anyMatch(range -> range.overlap(entry.offset(), end) > 0);
    }

    private static boolean wasJudged(FileTrack file, List<Judged> judged, PackEntry entry) {
        List<Judged> here = judged.stream()
                .filter(j -> j.range().overlap(entry.offset(), entry.offset() + 1) > 0)
                .toList();
        boolean instead = here.stream().anyMatch(j -> j.kind() == Kind.INSTEAD);
        return (!instead && matches(file.trackerPaths(), entry))
                || here.stream().anyMatch(j -> matches(j.paths(), entry));
    }

    private static boolean matches(String paths, PackEntry entry) {
        TrackerPaths declared = TrackerPaths.of(paths);
        return entry instanceof TrackingRequest request
                ? declared.take(request)
                : declared.occurIn(((RejectedLine) entry).raw());
    }

    private void apply(FileTrack file, PackHeader header, List<PackEntry> skipped) {
        long line = -1;
        for (PackEntry entry : skipped) {
            if (entry.offset() != line) {
                line = entry.offset();
                file.account().skip(-entry.length());
            }
        }
        if (!skipped.isEmpty()) {
            file.touch();
            taking.offerSkipped(file, new Pack(header, skipped));
        }
    }

    /** What of the range has been taken is judged with these paths, too, from now on. */
    private void note(FileTrack file, List<Judged> judged, ByteRange range, List<ByteRange> missing, String paths)
            throws SQLException {
        TakenRanges known = new TakenRanges();
        missing.forEach(gap -> known.add(gap, TakenRanges.NO_WATERMARK));
        judged.stream()
                .filter(j -> j.kind() == Kind.BESIDES && j.paths().equals(paths))
                .forEach(j -> known.add(j.range(), TakenRanges.NO_WATERMARK));
        for (ByteRange fresh : known.missing(range)) {
            ledger.judged().add(connection, file.id(), new Judged(Kind.BESIDES, fresh, paths));
        }
    }

    /** Notes with which paths was judged what had been taken of files before they went on with others. */
    static void note(Connection connection, JudgedRanges ranges, List<Taking.PathChange> changes) throws SQLException {
        for (Taking.PathChange change : changes) {
            TakenRanges known = new TakenRanges();
            ranges.of(connection, change.fileId()).stream()
                    .filter(j -> j.kind() == Kind.INSTEAD)
                    .forEach(j -> known.add(j.range(), TakenRanges.NO_WATERMARK));
            for (TakenRanges.Span span : change.spans()) {
                for (ByteRange before : known.missing(new ByteRange(span.start(), span.end()))) {
                    ranges.add(connection, change.fileId(), new Judged(Kind.INSTEAD, before, change.before()));
                }
            }
        }
    }
}
