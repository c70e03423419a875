/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.interceptor.FormatNotices;
import io.github.trackreplay.interceptor.PackParser;

/**
 * What the command line asks of an import.
 *
 * @param late what is done with requests older than what has been applied
 * @param recorded what is done with requests that Matomo's tables have
 * @param distinct whether log files are taken that another stream has
 * @param retryRejected whether what an earlier run rejected is judged again
 */
record ImportSettings(
        DatabaseOptions database,
        ReplayOptions replay,
        ImportTimes times,
        LateRule late,
        RecordedRule recorded,
        boolean distinct,
        boolean retryRejected) {
    /** @throws CommandFailure where one makes another meaningless */
    ImportSettings {
        if (retryRejected && times.shift().millis() != 0) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--retry-rejected judges the lines as they stand, so it cannot be given together with --time-offset.");
        }
    }

    /** A parser of what is replayed, which counts and says what it meets. */
    PackParser parser(ImportConsole console) {
        return new PackParser(replay.logs().format(), new ImportNotices(console.err()));
    }

    /** A parser of what is only looked at. */
    PackParser silentParser() {
        return new PackParser(replay.logs().format(), FormatNotices.NONE);
    }
}
