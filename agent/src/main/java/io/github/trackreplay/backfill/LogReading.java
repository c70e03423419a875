/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.source.tail.KnownContent;
import io.github.trackreplay.source.tail.OneShotReader;
import io.github.trackreplay.source.tail.PackReader;
import io.github.trackreplay.source.tail.PackTimes;
import io.github.trackreplay.source.tail.SurveyedLog;
import io.github.trackreplay.source.tail.TailListener;
import io.github.trackreplay.source.tail.TailSettings;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/**
 * How the log files of an import are read, in its survey as afterwards.
 *
 * @param settings how lines are read
 * @param lastLine what becomes of a last line without its end
 * @param ledger what has been taken before
 */
public record LogReading(TailSettings settings, OneShotReader.LastLine lastLine, KnownContent ledger) {
    /** Looks a log file through. */
    SurveyedLog survey(LogInput log, String stream, PackTimes times) throws IOException {
        return SurveyedLog.of(log.file(), log.name(), stream, ledger, settings, lastLine, times);
    }

    /** Reads the surveyed log files of a stream. */
    PackReader reader(String stream, List<SurveyedLog> logs, TailListener listener) {
        return OneShotReader.surveyed(stream, logs, settings, lastLine, InstantSource.system(), listener)
                .knowing(ledger);
    }
}
