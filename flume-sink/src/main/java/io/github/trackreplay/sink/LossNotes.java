/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.ArchiveEnd;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.UnknownLoss;
import io.github.trackreplay.mysql.ledger.ConflictRows;
import io.github.trackreplay.mysql.ledger.LossRows;
import io.github.trackreplay.mysql.ledger.LossRows.Loss;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.StreamOrder;
import io.github.trackreplay.order.TakenRanges;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What a transaction books as destroyed, or as perhaps destroyed; completeness stops before it. What was booked as destroyed and
 * comes after all is taken back. Used once.
 *
 * <p>Why so: {@code docs/decisions/0056-lost-bytes-may-come-after-all.md}.
 */
final class LossNotes {
    private final Connection connection;
    private final LossRows rows;
    private final ConflictRows conflicts;
    private final LedgerState state;
    private final LongSupplier ids;
    private final long now;
    /** To be stored. */
    private final List<Loss> noted = new ArrayList<>();
    /** Of files that were asked for: what is stored and still holds. */
    private final Map<Long, List<Loss>> stored = new HashMap<>();
    /** Ids of what is stored and does not hold any more. */
    private final Set<Long> struck = new TreeSet<>();
    /** Of whose losses some were taken back that nobody had accepted. */
    private final Map<Long, StreamOrder> eased = new TreeMap<>();

    /** Ids of files of which a pack was in conflict. */
    private final Set<Long> contradicted = new TreeSet<>();

    private final List<Recovered> recovered = new ArrayList<>();
    private final List<LogFile> whole = new ArrayList<>();
    private long bytes;

    /**
     * Bytes that had been booked as destroyed came after all.
     *
     * @param doubtful whether they may be another log's
     */
    record Recovered(LogFile file, long bytes, boolean doubtful) {}

    LossNotes(TransactionScope scope) {
        this.connection = scope.connection();
        this.rows = scope.ledger().losses();
        this.conflicts = scope.ledger().conflicts();
        this.state = scope.state();
        this.ids = scope::id;
        this.now = scope.now();
    }

    /** Bytes were destroyed before they were read. */
    void lose(FileTrack file, PackHeader header, ByteRange lost) {
        bytes += lost.length();
        file.account().lose(lost.length());
        long from = state.order().lose(file);
        LossRows.When when = new LossRows.When(from, OptionalLong.empty(), Math.min(header.readTime(), now));
        noted.add(new Loss(ids.getAsLong(), where(file, lost), lost.length(), when, Optional.empty()));
    }

    /** Bytes may have been destroyed unseen. */
    void loseUnseen(FileTrack file, PackHeader header, UnknownLoss loss) {
        if (!isNoted(file, loss)) {
            holdCompleteness(file, header, loss);
            note(file, new ByteRange(header.start(), header.end()), loss, Optional.empty());
        }
    }

    /**
     * A reader says that bytes may have been destroyed unseen. One that has forgotten that it said so says it again, with another end of
     * the time: what its log file's archive broke off at is one loss, and so are times of a stream that overlap. Of a stream that nobody
     * waits for all times are one, for anybody may say such things of it.
     */
    void loseUnseenOnce(FileTrack file, PackHeader header, UnknownLoss loss) throws SQLException {
        boolean waitedFor = AsideRoom.isWaitedFor(state.streamOf(file));
        if (waitedFor && header.archiveEnd() == ArchiveEnd.BROKEN_OFF) {
            breakOff(file, header, loss);
        } else if (!rows.knows(connection, file.id(), loss)) {
            loseBetween(file, header, loss, waitedFor);
        }
    }

    private void loseBetween(FileTrack file, PackHeader header, UnknownLoss loss, boolean waitedFor)
            throws SQLException {
        List<Loss> known = unseen(state.streamOf(file));
        if (known.stream().anyMatch(before -> before.times().covers(loss))) {
            return;
        }
        UnknownLoss all = loss;
        for (Loss before : known) {
            if (!before.isAccepted() && (!waitedFor || before.times().overlaps(loss))) {
                all = all.and(before.times());
                strike(before);
            }
        }
        holdCompleteness(file, header, all);
        note(file, new ByteRange(header.start(), header.end()), all, Optional.of(LossRows.UNSEEN));
    }

    /**
     * Two agents bring logs of their own under one stream's name: what the one has not sent yet, nobody knows of. One possible loss, which
     * grows while that goes on, and which only an operator ends; what follows upon that is another one.
     */
    void twoReaders(FileTrack file, PackHeader header, UnknownLoss times) throws SQLException {
        StreamOrder stream = state.streamOf(file);
        long accepted = Math.min(rows.acceptedAt(connection, stream.id(), LossRows.TWO_READERS), times.to());
        UnknownLoss all = new UnknownLoss(Math.max(times.from(), accepted), times.to());
        for (Loss before : open(stream)) {
            if (before.is(LossRows.TWO_READERS)) {
                all = all.and(before.times());
                strike(before);
            }
        }
        holdCompleteness(file, header, all);
        note(file, new ByteRange(header.end(), header.end()), all, Optional.of(LossRows.TWO_READERS));
    }

    private void breakOff(FileTrack file, PackHeader header, UnknownLoss loss) throws SQLException {
        if (brokenOff(file).stream().noneMatch(known -> known.where().range().start() == header.end())) {
            holdCompleteness(file, header, loss);
            ByteRange end = new ByteRange(header.end(), header.end());
            note(file, end, loss, Optional.of(LossRows.BROKEN_OFF));
        }
    }

    /**
     * Takes back what may have been destroyed where archives of a log file broke off, once a pack that was taken has said that the log
     * file is whole up to its end, and nothing of that is missing or in doubt.
     *
     * @param fresh what the pack brought that had not come before
     * @param endProven whether the log file's end is proven to be the pack's, or was brought by it
     */
    void readWhole(FileTrack file, PackHeader header, NewBytes fresh, boolean endProven) throws SQLException {
        boolean ends = header.archiveEnd() == ArchiveEnd.WHOLE && endProven;
        boolean fillsGap = !fresh.recovered().isEmpty()
                || (fresh.length() > 0 && header.end() < file.taken().end());
        if (!ends && !fillsGap) {
            return;
        }
        for (Loss loss : brokenOff(file)) {
            long behind = loss.where().range().end();
            boolean told = loss.is(LossRows.WHOLE) || (ends && behind <= header.end());
            if (told && !loss.isAccepted()) {
                readWhole(file, loss, ends ? Math.max(behind, header.end()) : behind);
            }
        }
    }

    private void readWhole(FileTrack file, Loss loss, long end) throws SQLException {
        strike(loss);
        if (hasCome(file, new ByteRange(0, end)) && !inConflict(file)) {
            StreamOrder stream = state.streamOf(file);
            eased.put(stream.id(), stream);
            file.touch();
            if (!whole.contains(file.file())) {
                whole.add(file.file());
            }
        } else {
            ByteRange rest = new ByteRange(loss.where().range().start(), end);
            note(file, rest, loss.times(), Optional.of(LossRows.WHOLE));
        }
    }

    private boolean hasCome(FileTrack file, ByteRange range) throws SQLException {
        return file.taken().missing(range).isEmpty()
                && destroyed(file).stream().allMatch(gone -> gone.common(range).isEmpty());
    }

    private boolean inConflict(FileTrack file) throws SQLException {
        return contradicted.contains(file.id()) || conflicts.open(connection, file.id());
    }

    private List<Loss> unseen(StreamOrder stream) throws SQLException {
        return both(rows.unseen(connection, stream.id()), loss -> loss.isOf(stream) && loss.is(LossRows.UNSEEN));
    }

    private List<Loss> brokenOff(FileTrack file) throws SQLException {
        return both(
                file.stored() ? rows.brokenOff(connection, state.streamOf(file).id(), file.id()) : List.of(),
                loss -> loss.isOf(file) && (loss.is(LossRows.BROKEN_OFF) || loss.is(LossRows.WHOLE)));
    }

    /** Stored ones that still hold, and noted ones. */
    private List<Loss> both(List<Loss> ofLedger, Predicate<Loss> which) {
        List<Loss> both = new ArrayList<>();
        ofLedger.stream().filter(loss -> !struck.contains(loss.id())).forEach(both::add);
        noted.stream().filter(which).forEach(both::add);
        return both;
    }

    private void strike(Loss loss) {
        if (!noted.remove(loss)) {
            struck.add(loss.id());
        }
    }

    private boolean isNoted(FileTrack file, UnknownLoss loss) {
        return noted.stream()
                .anyMatch(l -> l.isOf(file)
                        && !l.mayBeTakenBack()
                        && l.when().from() == loss.from()
                        && l.when().to().equals(OptionalLong.of(loss.to())));
    }

    private void note(FileTrack file, ByteRange range, UnknownLoss loss, Optional<String> why) {
        LossRows.When when = new LossRows.When(loss.from(), OptionalLong.of(loss.to()), Math.min(loss.to(), now));
        noted.add(new Loss(ids.getAsLong(), where(file, range), 0, when, why));
    }

    private LossRows.Where where(FileTrack file, ByteRange range) {
        return new LossRows.Where(state.streamOf(file).id(), file.id(), range);
    }

    /**
     * A pack of a file is in conflict: bytes may have been destroyed unseen.
     *
     * @param kept whether the pack is; of those that are not, one possible loss of the stream tells, which only an operator ends
     */
    void contradict(FileTrack file, PackHeader header, UnknownLoss loss, boolean kept) throws SQLException {
        contradicted.add(file.id());
        if (kept || !listsLastingLoss(state.streamOf(file))) {
            loseUnseen(file, header, loss);
        } else {
            holdCompleteness(file, header, loss);
        }
    }

    /** What is struck of these is one with another that was noted. */
    private boolean listsLastingLoss(StreamOrder stream) throws SQLException {
        return noted.stream().anyMatch(loss -> loss.isOf(stream) && lasts(loss))
                || rows.listsLastingLoss(connection, stream.id());
    }

    private static boolean lasts(Loss loss) {
        return !loss.isCounted() && !loss.mayBeTakenBack();
    }

    /** Completeness stops before a possible loss that is listed already, or another one of its stream. */
    private void holdCompleteness(FileTrack file, PackHeader header, UnknownLoss loss) {
        state.order().loseUnseen(file, loss.from() - header.disorder());
    }

    /** Which bytes of a file are booked as destroyed, ascending. */
    List<ByteRange> destroyed(FileTrack file) throws SQLException {
        if (file.account().lost() == 0) {
            return List.of();
        }
        return TakenRanges.union(counted(file).stream().map(Loss::destroyed));
    }

    private List<Loss> counted(FileTrack file) throws SQLException {
        List<Loss> counted = new ArrayList<>(stored(file));
        noted.stream().filter(loss -> loss.isOf(file) && loss.isCounted()).forEach(counted::add);
        return counted;
    }

    private List<Loss> stored(FileTrack file) throws SQLException {
        List<Loss> ofFile = stored.get(file.id());
        if (ofFile == null) {
            ofFile = file.stored()
                    ? new ArrayList<>(
                            rows.counted(connection, state.streamOf(file).id(), file.id()))
                    : new ArrayList<>();
            stored.put(file.id(), ofFile);
        }
        return ofFile;
    }

    /**
     * Bytes of a pack that were booked as destroyed have come: they are not any more. Where it is not certain that they are those that
     * were destroyed, a possible loss takes the place of the counted one, and an operator decides.
     *
     * @param found ranges that are booked as destroyed, or parts of them
     * @param same whether the log is proven to be the same by more than its beginning
     */
    void takeBack(FileTrack file, PackHeader header, List<ByteRange> found, boolean same) throws SQLException {
        long before = file.account().lost();
        boolean doubtful = false;
        Deque<ByteRange> left = new ArrayDeque<>(found);
        while (!left.isEmpty()) {
            ByteRange part = left.pop();
            Loss loss = counted(file).stream()
                    .filter(l -> l.destroyed().common(part).isPresent())
                    .findFirst()
                    .orElseThrow();
            ByteRange common = part.common(loss.destroyed()).orElseThrow();
            doubtful |= takeBack(file, header, loss, common, same);
            left.addAll(part.without(common));
        }
        if (before > file.account().lost()) {
            recovered.add(new Recovered(file.file(), before - file.account().lost(), doubtful));
            file.touch();
        }
    }

    /** Returns whether that leaves a doubt. */
    private boolean takeBack(FileTrack file, PackHeader header, Loss loss, ByteRange part, boolean same)
            throws SQLException {
        stored(file).remove(loss);
        strike(loss);
        loss.destroyed().without(part).forEach(rest -> noted.add(rest(loss, rest)));
        file.account().lose(-part.length());
        if (loss.isAccepted()) {
            return false;
        }
        StreamOrder stream = state.streamOf(file);
        eased.put(stream.id(), stream);
        boolean certain = same || readBefore(file, header, loss);
        if (!certain) {
            UnknownLoss possible = possible(loss);
            if (!isNoted(file, possible) && !rows.knows(connection, file.id(), possible)) {
                note(file, part, possible, Optional.empty()); // completeness stops before it already
            }
        }
        return !certain;
    }

    /**
     * Whether a pack was read before a loss was noticed, as far as one clock tells: times of two machines say nothing of what came first,
     * and nothing else does. Neither offsets nor the numbers of log files tell one life of a reader from the next.
     */
    private static boolean readBefore(FileTrack file, PackHeader header, Loss loss) {
        return header.host().equals(file.host())
                && header.readTime() < loss.when().noticedAt();
    }

    private Loss rest(Loss loss, ByteRange rest) {
        return new Loss(ids.getAsLong(), loss.where().at(rest), rest.length(), loss.when(), loss.why());
    }

    private static UnknownLoss possible(Loss loss) {
        long to = loss.when().noticedAt();
        long from = loss.when().from();
        return new UnknownLoss(from == TakenRanges.NO_WATERMARK ? to : Math.min(from, to), to);
    }

    /**
     * Where losses were taken back, completeness goes as far as those that are left let it. What disorder a possible loss was told with
     * is not stored: while there is one, completeness stays where it was.
     */
    void ease() throws SQLException {
        for (StreamOrder stream : eased.values()) {
            List<Loss> open = open(stream);
            if (open.stream().allMatch(Loss::isCounted)) {
                stream.lossFrom(open.stream()
                        .mapToLong(loss -> loss.when().from())
                        .min()
                        .orElse(Long.MAX_VALUE));
            }
        }
    }

    private List<Loss> open(StreamOrder stream) throws SQLException {
        return both(rows.open(connection, stream.id()), loss -> loss.isOf(stream) && !loss.isAccepted());
    }

    void write() throws SQLException {
        rows.delete(connection, struck);
        rows.insert(connection, noted);
    }

    /** Bytes that were destroyed. */
    long bytes() {
        return bytes;
    }

    /** What came of what had been booked as destroyed. */
    List<Recovered> recovered() {
        return recovered;
    }

    /** Log files of which a possible loss is none any more: they were read whole. */
    List<LogFile> whole() {
        return whole;
    }

    /** How many bytes these are. */
    long recoveredBytes() {
        return recovered.stream().mapToLong(Recovered::bytes).sum();
    }
}
