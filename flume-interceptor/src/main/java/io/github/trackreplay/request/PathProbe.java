/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.request;

import io.github.trackreplay.accesslog.AccessLogEntry;
import io.github.trackreplay.accesslog.FormatProbe;
import io.github.trackreplay.accesslog.LineParser;
import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.TrackerPaths;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Whether the declared paths are those of a log's tracker calls, by its first lines. Pure.
 *
 * <p>A line looks like a call of a tracker with another path when its parameters are a tracker's ({@code idsite} and {@code
 * rec=1}), or when its path ends in one of the names that a tracker is known to have. A line that cannot be read counts as a
 * call if a declared path stands anywhere in it.
 */
public final class PathProbe {
    private static final Pattern SITE = Pattern.compile("(^|&)idsite=");
    private static final Pattern RECORD = Pattern.compile("(^|&)rec=1(&|$)");
    private static final Pattern TRACKER = Pattern.compile("/(matomo|piwik|tracker)\\.php$");

    private PathProbe() {}

    /**
     * What a probe found.
     *
     * @param lines lines that were looked at: all but empty ones and comments
     * @param calls how many of them are calls of a declared path
     * @param hostless how many of these could be read and do not say which host was called
     * @param lookalikes how many look like calls of a tracker with another path
     * @param lookalike the most frequent path among those
     */
    public record Finding(int lines, int calls, int hostless, int lookalikes, Optional<String> lookalike) {}

    /**
     * Looks for calls.
     *
     * @param firstLines the first lines of a log, without line ends; comments may be among them
     * @param format the log's format; {@code auto} picks one
     */
    public static Finding probe(List<byte[]> firstLines, LogFormat format, TrackerPaths paths) {
        Optional<LineParser> parser = FormatProbe.parser(firstLines, format);
        int lines = 0;
        int calls = 0;
        int hostless = 0;
        Map<String, Integer> others = new TreeMap<>();
        for (byte[] line : firstLines) {
            if (line.length == 0 || line[0] == '#' || (line.length == 1 && line[0] == '\r')) {
                continue;
            }
            lines++;
            if (parser.isPresent() && parser.get().parse(line) instanceof AccessLogEntry entry) {
                if (paths.matches(entry.path()) || (paths.chatbotPages() && ChatbotPages.isOne(entry))) {
                    calls++;
                    hostless += saysHost(entry) ? 0 : 1;
                } else if (looksLikeACall(entry)) {
                    others.merge(entry.path(), 1, Integer::sum);
                }
            } else if (paths.occurIn(line)) {
                calls++;
            }
        }
        return new Finding(
                lines,
                calls,
                hostless,
                others.values().stream().mapToInt(Integer::intValue).sum(),
                others.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey));
    }

    private static boolean saysHost(AccessLogEntry entry) {
        String host = entry.headers().getOrDefault("host", "").trim();
        return !host.isEmpty() && !host.equals("-");
    }

    private static boolean looksLikeACall(AccessLogEntry entry) {
        boolean parameters = SITE.matcher(entry.query()).find()
                && RECORD.matcher(entry.query()).find();
        return parameters
                || TRACKER.matcher(entry.path().toLowerCase(Locale.ROOT)).find();
    }
}
