/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.PipelineLog;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.event.UnknownLoss;
import io.github.trackreplay.mysql.ledger.ConflictRows;
import io.github.trackreplay.mysql.ledger.StreamTally;
import io.github.trackreplay.order.ConcurrentReaders;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.ProofMatch;
import io.github.trackreplay.order.StreamOrder;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Receives the packs of one transaction: which file and stream each is of, by which way it came, whether it is admitted, and whether
 * its bytes are proven to be those that its range says. What passes is handed to {@link Taking}. Used once.
 */
final class Receiving {
    private final TransactionScope scope;
    private final LedgerState state;
    private final Taking taking;
    private final ProofCheck proofs;
    private final AsideRoom room;
    private final LinesStood stood;
    private final PackQuarantine quarantine;
    private final StreamAdmission admission;
    private final List<SharedFile> shared = new ArrayList<>();
    private final List<Ways.Switched> switched = new ArrayList<>();
    private final List<ReaderWatch.Two> twofold = new ArrayList<>();

    Receiving(
            TransactionScope scope,
            Taking taking,
            ProofCheck proofs,
            AsideRoom room,
            LinesStood stood,
            PackQuarantine quarantine) {
        this.scope = scope;
        this.state = scope.state();
        this.taking = taking;
        this.proofs = proofs;
        this.room = room;
        this.stood = stood;
        this.quarantine = quarantine;
        this.admission = new StreamAdmission(scope.policy(), state.order(), room, this::isTaken);
    }

    /** Receives a delivery that is no rejected row. */
    void take(Delivery delivered) throws SQLException {
        scope.work();
        if (delivered instanceof Delivery.OfPack event && admission.ignores(event.pack())) {
            return;
        }
        Delivery delivery = delivered instanceof Delivery.OfPack event
                ? admission.judge(RangeCheck.checked(event.pack()))
                : delivered;
        if (delivery instanceof Delivery.OfPack event) {
            receive(event.pack());
        } else if (delivery instanceof Delivery.Refused refused) {
            quarantine.reject(refused);
        } else if (delivery instanceof Delivery.Oversized event) {
            quarantine.reject(event);
        } else if (delivery instanceof Delivery.Unreadable event) {
            quarantine.reject(event);
        }
    }

    /** Whether nothing of a pack is new. */
    private boolean isTaken(Pack pack) throws SQLException {
        Optional<FileTrack> file = state.known(scope.connection(), pack.header().file());
        return file.isPresent() && taking.newBytes(file.get(), pack).length() == 0;
    }

    private void receive(Pack delivered) throws SQLException {
        FileTrack file = state.file(scope.connection(), place(delivered), scope::id, scope.now());
        Pack pack = PipelinePacks.numbered(delivered, file.taken().end());
        StreamOrder stream = state.streamOf(file);
        Ways.Verdict way = scope.collects() ? way(file, stream, pack) : new Ways.Taken();
        if (!(way instanceof Ways.Doubtful)) {
            noteIdentity(state.tally(stream), pack);
        }
        if (scope.collects() && scope.policy().streams().listed().contains(stream.name())) {
            stream.expect();
        }
        noteNamesakes(file, pack);
        noteUnknownLoss(file, pack.header());
        noteReader(file, stream, pack.header());
        if (admission.admits(stream.name())) {
            boolean broughtNew = takeIfProven(file, Ways.named(file, pack, way), way);
            noteLines(file, delivered, way, broughtNew);
        } else {
            receiveUnlisted(file, stream, delivered, pack, way);
        }
    }

    private void receiveUnlisted(FileTrack file, StreamOrder stream, Pack delivered, Pack pack, Ways.Verdict way)
            throws SQLException {
        stop(state.tally(stream));
        int before = taking.kept().aside().size();
        boolean place = StreamAdmission.takesPlace(file, pack.header());
        boolean broughtNew = takeIfProven(file, Ways.named(file, pack, way), way);
        noteLines(file, delivered, way, broughtNew);
        stream.ignore();
        admission.setAside(stream, pack, place, taking.kept().asideFrom(before));
    }

    private void noteLines(FileTrack file, Pack delivered, Ways.Verdict way, boolean broughtNew) throws SQLException {
        if (scope.collects() && PipelineLog.is(file.file()) && !(way instanceof Ways.Doubtful)) {
            long latest = scope.now() + scope.policy().limits().maxFuture().toMillis();
            stood.note(state.streamOf(file), delivered, broughtNew, latest);
        }
    }

    /** Whether a pack comes by its stream's way. */
    private Ways.Verdict way(FileTrack file, StreamOrder stream, Pack pack) throws SQLException {
        Optional<FileTrack> pipeline = PipelinePacks.of(stream);
        Ways.Verdict verdict = state.ways()
                .judge(
                        file,
                        pipeline,
                        pack,
                        state.tally(stream),
                        state.identities(),
                        () -> scope.ledger().load().newestInLogs(scope.connection(), stream),
                        scope.now());
        if (verdict instanceof Ways.Switched way) {
            switched.add(way);
            FileTrack standing = pipeline.orElseThrow();
            standing.noteRead(standing.host(), way.to(), standing.trackerPaths(), standing.lastSeen());
            if (!PipelineLog.is(file.file())) {
                state.tally(stream).identity(StreamTally.RANGE);
            }
        }
        return verdict;
    }

    private static void noteIdentity(StreamTally tally, Pack pack) {
        if (PipelineLog.is(pack.header().file())) {
            PipelinePacks.identity(pack).ifPresent(kind -> tally.identity(kind.code()));
        }
    }

    private static void stop(StreamTally tally) {
        if (tally.course() == StreamTally.Course.RUNNING) {
            tally.course(StreamTally.Course.STOPPED);
        }
    }

    /**
     * Takes a pack, unless it is proven that its bytes are not those that had been taken. Returns whether it brought a request that
     * had not been taken before.
     */
    private boolean takeIfProven(FileTrack file, Pack pack, Ways.Verdict way) throws SQLException {
        PackHeader header = pack.header();
        NewBytes fresh = taking.newBytes(file, pack);
        ProofMatch match = proofs.match(scope.connection(), file, header, fresh.neverRead());
        Optional<ProofMatch.Contradiction> contradiction = match.contradiction();
        if (contradiction.isEmpty()) {
            boolean endProven = proofs.endProven(scope.connection(), file, header, fresh.neverRead());
            boolean broughtNew = taking.take(file, pack, fresh, match.proven(), way);
            proofs.taken(file, header, match, fresh.neverRead());
            if (match.proven()) {
                taking.losses().readWhole(file, header, fresh, endProven);
            }
            return broughtNew;
        }
        if (!scope.ledger().conflicts().knows(scope.connection(), file.id(), header, contradiction.get())) {
            setAside(file, pack, contradiction.get());
        }
        return false;
    }

    private void setAside(FileTrack file, Pack pack, ProofMatch.Contradiction contradiction) throws SQLException {
        StreamOrder stream = state.streamOf(file);
        AsideRoom.Claim claim = AsideRoom.Claim.of(stream);
        boolean kept = room.has(claim, scope.ledger().encode(pack).length);
        int before = taking.kept().conflicts().size();
        taking.conflict(file, pack, contradiction, kept);
        List<ConflictRows.Conflict> rows = taking.kept().conflicts();
        for (ConflictRows.Conflict row : rows.subList(before, rows.size())) {
            room.fill(claim, row.bytes(), 1);
        }
    }

    /** A log file that the ledger has forgotten stands alone: its neighbours are forgotten too and must not be waited for. */
    private LogFile place(Pack pack) {
        LogFile file = pack.header().file();
        long forgotten = state.order()
                .find(file.stream())
                .map(stream -> state.tally(stream).forgottenUntil())
                .orElse(Long.MIN_VALUE);
        boolean old = forgotten != Long.MIN_VALUE
                && pack.entries().stream()
                        .anyMatch(entry -> entry instanceof TrackingRequest request && request.time() <= forgotten);
        return old ? new LogFile(file.stream(), file.fingerprint(), file.number(), Optional.empty()) : file;
    }

    /** Whether nothing of a file has been taken before; of a stream that has stopped since, that has been said. */
    private boolean bringsFirstBytes(FileTrack file, PackHeader header) {
        if (!scope.collects()) {
            return file.lastSeen() == 0;
        }
        boolean undecided =
                file.lastSeen() == 0 || state.tally(state.streamOf(file)).course() == StreamTally.Course.RUNNING;
        return undecided && header.length() > 0 && file.taken().end() == 0;
    }

    private void noteUnknownLoss(FileTrack file, PackHeader header) throws SQLException {
        if (header.unknownLoss().isPresent()) {
            taking.losses().loseUnseenOnce(file, header, header.unknownLoss().get());
        }
    }

    /** Two agents under one name: what the one has not brought yet, nobody waits for while the other one goes on. */
    private void noteReader(FileTrack file, StreamOrder stream, PackHeader header) throws SQLException {
        if (!scope.collects() || !admission.admits(stream.name())) {
            return;
        }
        Optional<ConcurrentReaders.Pair> two =
                state.readers().note(stream, file, header, scope.before().commitNumber() + 1, scope.now());
        // of two an operator has accepted what was brought before
        if (two.isPresent()
                && two.get().heardIn() > scope.ledger().readers().acceptedIn(scope.connection(), stream.id())) {
            state.readers().said(stream, scope.now());
            long since = Math.min(two.get().since(), scope.now());
            taking.losses().twoReaders(file, header, new UnknownLoss(since, scope.now()));
            twofold.add(new ReaderWatch.Two(
                    stream.name(),
                    where(stream, two.get().chain()),
                    where(stream, two.get().other())));
        }
    }

    private static String where(StreamOrder stream, long chain) {
        return stream.chains().stream()
                .filter(one -> one.id() == chain)
                .map(one -> one.order().file())
                .map(file -> file.path().isEmpty() ? file.host() : file.host() + ":" + file.path())
                .filter(place -> !place.isEmpty())
                .findFirst()
                .orElse("a machine that is not known");
    }

    /**
     * With the first bytes of a file, which may come behind a word that it is there: whether other streams have it too. Where the bytes
     * are proven to be the same, the stream was renamed or two sources read one log: it is stopped before anything of it is
     * applied, unless an operator has let it go on with such a file before.
     */
    private void noteNamesakes(FileTrack file, Pack pack) throws SQLException {
        if (PipelineLog.is(file.file()) || !bringsFirstBytes(file, pack.header())) {
            return;
        }
        List<String> others = scope.ledger().load().otherStreams(scope.connection(), file.file());
        if (others.isEmpty()) {
            return;
        }
        StreamOrder stream = state.streamOf(file);
        boolean renamed = scope.collects()
                && state.tally(stream).course() == StreamTally.Course.RUNNING
                && new Namesakes(scope.ledger().proofs(), scope.connection()).renamed(pack, others, stream.id());
        if (renamed) {
            stop(state.tally(stream));
        }
        shared.add(new SharedFile(file.file(), others, renamed));
    }

    /** Log files that came for the first time and that other streams have too. */
    List<SharedFile> shared() {
        return shared;
    }

    /** Streams that two agents bring at the same time, each other logs. */
    List<ReaderWatch.Two> twofold() {
        return twofold;
    }

    /** Streams that come by another way from now on. */
    List<Ways.Switched> switched() {
        return switched;
    }

    /** Streams of which something was set aside, because no collector lists them. */
    List<String> unlisted() {
        return List.copyOf(admission.unlisted());
    }
}
