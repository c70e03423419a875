/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.accesslog.FormatProbe;
import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.backfill.LogInput;
import io.github.trackreplay.event.TrackerPaths;
import io.github.trackreplay.request.PathProbe;
import io.github.trackreplay.validate.FirstLines;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Looks at the first lines of logs before anything is taken of them. What is taken in a wrong format stays rejected, and what
 * is taken with wrong paths stays skipped, so an import that would only do that stops before the start.
 *
 * @param paths the declared paths
 * @param callsExpected whether logs without any tracker call are refused
 */
record ImportCheck(LogFormat format, String paths, boolean callsExpected) {
    private static final String NOTHING_DONE = System.lineSeparator() + "Nothing has been imported.";

    /**
     * Checks streams.
     *
     * @throws CommandFailure with the remedy
     * @throws IOException if a log cannot be read
     */
    void check(Map<String, List<LogInput>> streams) throws IOException {
        TrackerPaths declared = TrackerPaths.of(paths);
        for (Map.Entry<String, List<LogInput>> stream : streams.entrySet()) {
            long lines = 0;
            long calls = 0;
            for (LogInput log : stream.getValue()) {
                List<byte[]> first = firstLines(log);
                checkFormat(log, first.subList(0, Math.min(FirstLines.FOR_FORMAT, first.size())));
                PathProbe.Finding finding = PathProbe.probe(first, format, declared);
                if (callsExpected && finding.calls() == 0) {
                    finding.lookalike().ifPresent(path -> refuse(log, finding, path));
                }
                lines += finding.lines();
                calls += finding.calls();
            }
            if (callsExpected && lines > 0 && calls == 0) {
                refuse(stream.getKey(), lines);
            }
        }
    }

    private static List<byte[]> firstLines(LogInput log) throws IOException {
        try {
            return FirstLines.of(log.file(), FirstLines.FOR_PATHS);
        } catch (IOException e) {
            throw new IOException(log.name() + " " + e.getMessage() + "." + NOTHING_DONE, e);
        }
    }

    private void checkFormat(LogInput log, List<byte[]> lines) {
        FormatProbe.Finding finding = FormatProbe.probe(lines, format);
        boolean unknown = format.isAuto() ? !finding.fits() : finding.read() == 0;
        if (finding.lines() > 0 && unknown) {
            throw new CommandFailure(ExitCode.CONFIGURATION, log.name() + ": " + finding.sentence() + NOTHING_DONE);
        }
    }

    private void refuse(LogInput log, PathProbe.Finding finding, String path) {
        throw new CommandFailure(
                ExitCode.CONFIGURATION,
                String.format(
                        Locale.ROOT,
                        "%s: none of its first %,d lines calls a path of --paths '%s', but %,d look like calls of a tracker with "
                                + "another path, such as %s. With this setting they would be skipped for good.%s If these are "
                                + "the calls, say --paths '%s %s'; if not, add --allow-no-calls.",
                        log.name(),
                        finding.lines(),
                        paths,
                        finding.lookalikes(),
                        path,
                        NOTHING_DONE,
                        paths,
                        path));
    }

    private void refuse(String stream, long lines) {
        throw new CommandFailure(
                ExitCode.CONFIGURATION,
                String.format(
                        Locale.ROOT,
                        "Stream %s: none of the first %,d lines calls a path of --paths '%s'. With a wrong path all calls would be "
                                + "skipped for good.%s If the tracker has another path, say it with --paths; if these logs hold no "
                                + "calls, or only further behind, add --allow-no-calls.",
                        stream,
                        lines,
                        paths,
                        NOTHING_DONE));
    }
}
