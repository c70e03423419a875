/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.Backfill;
import io.github.trackreplay.backfill.BackfillStreams;
import io.github.trackreplay.backfill.LateRequests;
import io.github.trackreplay.backfill.RecordedRequests;
import io.github.trackreplay.backfill.TimeWindow;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.interceptor.FormatNotices;
import io.github.trackreplay.interceptor.PackParser;
import io.github.trackreplay.mysql.ledger.LoadStreams;
import io.github.trackreplay.mysql.ledger.LockProgress;
import io.github.trackreplay.mysql.ledger.ReadTaken;
import io.github.trackreplay.sink.LeftOut;
import io.github.trackreplay.sink.ReplayException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where an import stops before it applies anything: at logs of other streams, at requests that Matomo's tables have already, at
 * those that are older than what has been applied. And what it leaves out. For one thread.
 */
final class ImportGate implements LeftOut {
    private static final long PAUSE_MILLIS = 200;

    private final LateRule late;
    private final RecordedRule recordedRule;
    private final boolean distinct;
    private final LeftOut settings;
    private final TimeWindow window;
    private final Supplier<Function<RawPack, Pack>> parsers;
    private final Consumer<String> say;
    private Optional<RecordedRequests> recorded = Optional.empty();

    /** @param distinct whether log files are taken that another stream has */
    ImportGate(
            LateRule late,
            RecordedRule recordedRule,
            boolean distinct,
            ReplayOptions replay,
            ImportTimes times,
            Consumer<String> say) {
        this.late = late;
        this.recordedRule = recordedRule;
        this.distinct = distinct;
        this.window = times.window();
        LeftOut others = replay.leftOut();
        this.settings = (file, request) -> window.reason(file, request).or(() -> others.reason(file, request));
        this.parsers = () -> times.parser(new PackParser(replay.logs().format(), FormatNotices.NONE));
        this.say = say;
    }

    @Override
    public Optional<String> reason(LogFile file, TrackingRequest request) {
        return window.reason(file, request).or(() -> recordedReason(file, request));
    }

    private Optional<String> recordedReason(LogFile file, TrackingRequest request) {
        return recorded.flatMap(requests -> requests.reason(file, request));
    }

    /** What a setting leaves out. */
    LeftOut settings() {
        return settings;
    }

    /**
     * Says what the import brings before anything is applied, so that other imports and this one wait for each other.
     *
     * @throws Backfill.RefusedException with the reason, if it must not begin
     */
    void pass(
            ReplaySession session,
            DatabaseOptions database,
            BackfillStreams logs,
            Backfill backfill,
            ImportPresence presence)
            throws IOException, ReplayException, InterruptedException {
        if (!distinct) {
            ImportWays.check(session, logs.names(), Math.max(logs.leastTime(), window.from()));
        }
        Backfill.Admission admission = file -> admit(session, file);
        recorded = new ImportRecorded(recordedRule, settings, parsers, database, session, admission).find(logs, window);
        long applied = refuse(session, logs);
        backfill.announce(admission, (summary, running) -> {});
        presence.announced();
        if (applied(session) != applied) {
            try {
                refuse(session, logs);
            } catch (Backfill.RefusedException e) {
                backfill.withdraw();
                throw e;
            }
        }
        if (presence.othersBegin()) {
            say.accept(
                    "Another import into this database has begun: this one waits until that has read its logs' times.");
            while (presence.othersBegin()) {
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    /** Returns the time up to which everything has been applied. */
    private long refuse(ReplaySession session, BackfillStreams logs) throws IOException, InterruptedException {
        String again = recordedRule == RecordedRule.REFUSE
                ? recorded.map(found -> String.join(
                                System.lineSeparator(), found.hours().sentences()))
                        .map(text -> text + System.lineSeparator())
                        .orElse("")
                : "";
        long applied = applied(session);
        if (late == LateRule.REFUSE && logs.leastTime() < applied) {
            LateRequests found = new LateRequests(
                    applied,
                    file -> {
                        admit(session, file);
                        return session.use(connection -> new ReadTaken(session.tables()).run(connection, file));
                    },
                    this::isReplayed);
            logs.look(found, parsers.get());
            if (found.any()) {
                String recordedRemedy = again.isEmpty() ? "" : RecordedRule.REMEDY + System.lineSeparator();
                throw new Backfill.RefusedException(again + recordedRemedy + found.sentence() + LateRule.REMEDY);
            }
        }
        if (!again.isEmpty()) {
            throw new Backfill.RefusedException(again + RecordedRule.REMEDY);
        }
        return applied;
    }

    private boolean isReplayed(LogFile file, TrackingRequest request) {
        return settings.reason(file, request).isEmpty()
                && (recordedRule != RecordedRule.SKIP
                        || recordedReason(file, request).isEmpty());
    }

    private static long applied(ReplaySession session) throws InterruptedException {
        return session.use(connection -> LockProgress.reading(session.tables())
                .run(connection)
                .frontier()
                .time());
    }

    /** @throws Backfill.RefusedException if the log file is one of another stream's */
    void admit(ReplaySession session, LogFile file) throws InterruptedException {
        if (distinct) {
            return;
        }
        List<String> others =
                session.use(connection -> new LoadStreams(session.tables()).otherStreams(connection, file));
        if (!others.isEmpty()) {
            throw new Backfill.RefusedException(
                    "The log file " + file.fingerprint().abbreviated() + " of stream '"
                            + file.stream() + "' is known as a file of stream '" + others.get(0)
                            + "'. If it is the same log, import it "
                            + "under that name; if it is another one that begins with the same line, add --distinct.");
        }
    }
}
