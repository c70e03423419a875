/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.ArchiveEnd;
import io.github.trackreplay.event.HeaderGrammar;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.source.rotation.Ending;
import io.github.trackreplay.source.rotation.Rotation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the log files of one stream from the files on disk that hold them, and finishes those that are final. For one thread. */
final class LogFileReader {
    private final TailSettings settings;
    private final TailListener listener;
    private final Rotation rotation;
    private final Carriers carriers;
    private final Readability readability;
    private final StartFilter filter;
    private final LineReader lines;
    private final Counts counts;
    private final CopytruncateBooking copytruncates;
    private final PossibleLoss losses;
    private final FirstPass firstPass;
    private final DamageBooking damages;
    /** How many files went on as no log does, so that what stands behind them was read without waiting for them. */
    private int leftBehind;

    LogFileReader(
            TailedStream stream,
            StartFilter filter,
            LineReader lines,
            Counts counts,
            CopytruncateBooking copytruncates,
            PossibleLoss losses,
            FirstPass firstPass) {
        this.settings = stream.config().settings();
        this.listener = stream.listener();
        this.rotation = stream.rotation();
        this.carriers = stream.carriers();
        this.readability = stream.readability();
        this.filter = filter;
        this.lines = lines;
        this.counts = counts;
        this.copytruncates = copytruncates;
        this.losses = losses;
        this.firstPass = firstPass;
        this.damages = new DamageBooking(stream, losses, firstPass);
    }

    /** Reads all complete lines of one file; true if there are more than fit. */
    boolean read(TrackedFile file, Turn turn) {
        for (Optional<Carrier> next = file.toRead(); next.isPresent(); next = file.toRead()) {
            Carrier carrier = next.get();
            try {
                if (read(file, carrier, turn)) {
                    return true;
                }
            } catch (IOException e) {
                readability.failed(carrier, e);
            }
        }
        return false;
    }

    /**
     * Whether what stands behind a file is read although there is more of that: it stands in no chain, or goes on without a line of a log.
     * What comes behind the end of a finished log is waited for, for nothing has promised anything past it while it was there unread.
     *
     * @param last whether it is the last one of the chain
     */
    boolean goesOnWithout(TrackedFile file, boolean last, Turn turn) {
        if (!file.isAside() && (last || !Endless.isNotWaitedFor(file.progressNow(), leftBehind))) {
            return false;
        }
        if (!file.finished() && !file.isAside()) {
            leftBehind++;
            listener.notWaitedFor(file.logFile(), pathOf(file), file.progressNow().told);
            leave(file, turn);
        } else if (Endless.isGivenUp(file.progressNow())) {
            giveUp(file, turn);
        }
        return true;
    }

    /** Whether a file goes on without a line of a log, as far as is known. */
    boolean goesOnAsNoLog(TrackedFile file) {
        return file.isNotWaitedFor(leftBehind);
    }

    /** Says its end as far as it has been read; what follows is read as of a finished file that goes on. */
    private void leave(TrackedFile file, Turn turn) {
        if (file.accounted() < file.readUpTo() || losses.isUntold()) {
            turn.add(PackBuilder.empty(settings, file, turn, file.readUpTo(), OptionalLong.empty(), losses.take()));
            file.progress().account();
        }
        file.finish();
    }

    private void giveUp(TrackedFile file, Turn turn) {
        if (!file.saidGivenUp) {
            file.saidGivenUp = true;
            damages.giveUp(file, turn);
            listener.givenUp(file.logFile(), pathOf(file), file.progressNow().told);
            leave(file, turn);
        } else {
            file.finish();
            grewUnread(file, turn.now);
        }
        file.carriers().forEach(carrier -> {
            carrier.settle(carrier.size());
            carriers.closeUnlessNewest(carrier);
        });
    }

    /** A log file that is not read on has grown. Where it had no lines of a log before, it is no loss. */
    void grewUnread(TrackedFile file, long now) {
        if (file.progressNow().told > 0) {
            losses.grewUnread(file, now);
        }
    }

    private static Path pathOf(TrackedFile file) {
        return file.carriers().stream().map(Carrier::path).findFirst().orElse(Path.of(file.path));
    }

    private boolean read(TrackedFile file, Carrier carrier, Turn turn) throws IOException {
        Content content = carrier.open();
        carrier.measure(turn.now);
        long size = carrier.size();
        if (carrier.shrunk()) {
            copytruncates.replaced(carrier, turn.now);
            return false;
        }
        if (!holds(carrier, file)) {
            return false;
        }
        if (!file.state().isOpenEnded() && content.length() > file.readUpTo()) {
            file.become(file.state().resume());
            if (!Endless.isNotWaitedFor(file.progress(), leftBehind)) {
                listener.resumed(file.logFile(), carrier.path(), content.length());
            }
        }
        file.path =
                HeaderGrammar.path(carrier.path().toAbsolutePath().normalize().toString());
        long before = file.readUpTo();
        LineReader.Outcome outcome = readLines(file, content, turn, LineReader.Rest.MAY_COME);
        if (file.readUpTo() > before) {
            carrier.readOn(turn.now);
        }
        readability.succeeded(carrier);
        if (outcome.result() == LineReader.Result.REPLACED) {
            copytruncates.replaced(carrier, turn.now);
            return false;
        }
        carrier.readUpTo(outcome.seen());
        if (outcome.result() == LineReader.Result.MORE) {
            return true;
        }
        readToEnd(carrier, size);
        return false;
    }

    private LineReader.Outcome readLines(TrackedFile file, Content content, Turn turn, LineReader.Rest rest)
            throws IOException {
        int before = turn.packs.size();
        LineReader.Outcome outcome = lines.read(file, content, filter, turn, rest);
        firstPass.tell(file, turn, before);
        return outcome;
    }

    /** Whether a carrier that is read for the first time really holds the file up to its position. */
    private boolean holds(Carrier carrier, TrackedFile file) throws IOException {
        Content content = carrier.open();
        ReadProgress progress = file.progress();
        if (!content.sequential() && carrier.size() < progress.position) {
            readToEnd(carrier, carrier.size()); // a shorter copy
            return false;
        }
        if (!content.sequential() || carrier.proven()) {
            return true;
        }
        Optional<byte[]> before = content.before(progress.position);
        if (before.isEmpty()) {
            readToEnd(carrier, carrier.size());
            return false;
        }
        if (!progress.provenBy(before.get())) {
            carriers.unbind(carrier);
            carrier.mistaken();
            return false;
        }
        carrier.becomeProven();
        return true;
    }

    /** A carrier has been read to its end as of a size. */
    private void readToEnd(Carrier carrier, long size) {
        carrier.readToEnd(size);
        if (carrier.file()
                .flatMap(TrackedFile::openPlain)
                .filter(c -> c != carrier)
                .isPresent()) {
            carriers.closeUnlessNewest(carrier);
        }
    }

    /** Emits a last line without line end, accounts for everything that is left; false if that does not fit the turn. */
    boolean finish(TrackedFile file, Turn turn) {
        Optional<Carrier> carrier = file.open();
        if (carrier.isPresent() && !readLastLine(file, carrier.get(), turn)) {
            return false;
        }
        if (turn.full()) {
            return false;
        }
        DamageBooking.Told told =
                carrier.map(read -> damages.readToEnd(file, read, turn)).orElse(DamageBooking.Told.NOTHING);
        book(file, rotation.end(file.glimpse(), damages.isGone(file)), told, turn);
        if (!file.finished()) {
            listener.finished(file.logFile(), file.readUpTo());
        }
        file.finish();
        carriers.finished(file);
        return true;
    }

    private boolean readLastLine(TrackedFile file, Carrier carrier, Turn turn) {
        try {
            LineReader.Result result = readToTheEnd(file, carrier.open(), turn);
            if (result == LineReader.Result.REPLACED) {
                copytruncates.replaced(carrier, turn.now);
            }
            return result == LineReader.Result.AT_END;
        } catch (IOException e) {
            readability.failed(carrier, e);
            return false;
        }
    }

    /** The line at which an archive breaks off is no line: a sound copy brings it whole. */
    private LineReader.Result readToTheEnd(TrackedFile file, Content content, Turn turn) throws IOException {
        if (content.sequential()) {
            LineReader.Result result =
                    readLines(file, content, turn, LineReader.Rest.NONE).result();
            if (result != LineReader.Result.AT_END
                    || SequentialContent.damageOf(content).isPresent()) {
                return result;
            }
        }
        return readLines(file, content, turn, LineReader.Rest.NONE_LINE_COMPLETE)
                .result();
    }

    /** Accounts for what is left of a final file. */
    private void book(TrackedFile file, Ending ending, DamageBooking.Told told, Turn turn) {
        ReadProgress progress = file.progress();
        long lost = ending.lost();
        if (ending.mayHaveGrown()) {
            losses.noteVanished(file, file.missed());
        }
        if (progress.accounted < progress.position + lost || losses.isUntold() || told.end() != ArchiveEnd.UNTOLD) {
            long end = progress.position + lost;
            PackHeader.Unread unread = told.end() == ArchiveEnd.UNTOLD
                    ? new PackHeader.Unread(progress.beforeStart, lost, losses.take())
                    : new PackHeader.Unread(progress.beforeStart, lost, told.loss(), told.end());
            turn.add(PackBuilder.empty(settings, file, turn, end, unread, OptionalLong.empty()));
            progress.account();
        }
        if (lost > 0) {
            listener.lost(file.logFile(), progress.position, progress.position + lost);
            counts.lost += lost;
            progress.lose(lost);
        }
    }
}
