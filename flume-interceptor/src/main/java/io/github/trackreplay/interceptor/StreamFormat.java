/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.interceptor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.accesslog.AccessLogEntry;
import io.github.trackreplay.accesslog.FormatProbe;
import io.github.trackreplay.accesslog.KnownFormats;
import io.github.trackreplay.accesslog.LineParser;
import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.accesslog.ParsedLine;
import io.github.trackreplay.accesslog.Unreadable;
import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the lines of one stream are read: in the configured format, or in the one that {@code auto} has picked; a line of which
 * that can make nothing, in whatever format known by name it is. So a server that logs in another form from some line on, or
 * for some of its lines, loses none. Which format is tried first is a matter of speed only, so no line, and nobody who can
 * have one written, decides about another. Thread-safe.
 *
 * <p>Why so: {@code docs/decisions/0015-each-line-by-itself.md}.
 */
final class StreamFormat {
    private static final ParsedLine NO_FORMAT =
            new Unreadable(Unreadable.LINE, "The line is of no format that is known by name.");
    private static final int SAMPLE = 100;

    /** So many lines in a row that nobody can read, of a stream that could be read before, make another format likelier than damage. */
    private static final int MANY = 5;

    private final LogFormat configured;
    private final FormatNotices notices;
    private Optional<LogFormat> first;
    private Optional<LineParser> parser = Optional.empty(); // of the first format
    private Optional<KnownFormats> others = Optional.empty(); // made when a line needs them
    private Optional<String> fields = Optional.empty();
    private boolean proven;
    private int unread;
    private Optional<Fingerprint> spokenOf = Optional.empty(); // the file that the two below are about
    private final Set<LogFormat> said = new HashSet<>();
    private boolean warned;

    StreamFormat(LogFormat configured, FormatNotices notices) {
        this.configured = configured;
        this.notices = notices;
        this.first = configured.isAuto() ? Optional.empty() : Optional.of(configured);
    }

    /**
     * Why nothing of these packs can be read, while nothing of the stream has been read so far: then it is likelier that the
     * format is another one than that the lines are garbage, and what is taken in a wrong format is gone.
     *
     * @param packs what the stream has brought, all of one stream
     */
    synchronized Optional<String> undecided(List<RawPack> packs) {
        if (proven) {
            return Optional.empty();
        }
        List<byte[]> lines = new ArrayList<>();
        Optional<String> lastFields = Optional.empty();
        for (RawPack pack : packs) {
            lines.addAll(contents(pack));
            lastFields = pack.fields();
        }
        List<byte[]> latest = lines.subList(Math.max(0, lines.size() - SAMPLE), lines.size());
        FormatProbe.Finding finding = FormatProbe.probe(withFields(latest, lastFields), configured);
        boolean readable =
                finding.fits() || finding.picked().isPresent() || (!configured.isAuto() && finding.read() > 0);
        return readable ? Optional.empty() : Optional.of(finding.sentence());
    }

    private static List<byte[]> withFields(List<byte[]> lines, Optional<String> fields) {
        List<byte[]> all = new ArrayList<>();
        fields.ifPresent(text -> all.add(text.getBytes(UTF_8)));
        all.addAll(lines);
        return all;
    }

    /** Reads the lines of a pack; one outcome each. */
    synchronized List<ParsedLine> parse(RawPack pack) {
        use(pack.fields());
        List<ParsedLine> parsed = new ArrayList<>(pack.lines().size());
        Map<LogFormat, Integer> byOthers = new LinkedHashMap<>();
        int contents = 0;
        int byFirst = 0;
        for (RawLine line : pack.lines()) {
            ParsedLine outcome = NO_FORMAT;
            if (!line.overlong()) {
                contents++;
                outcome = parser.isPresent() ? parser.get().parse(line.bytes()) : NO_FORMAT;
                byFirst += outcome instanceof AccessLogEntry ? 1 : 0;
                outcome = outcome instanceof AccessLogEntry ? outcome : ofOthers(line.bytes(), outcome, byOthers);
            }
            parsed.add(outcome);
        }
        if (contents > 0) {
            learn(pack, byFirst, byOthers);
        }
        return parsed;
    }

    private void use(Optional<String> fieldsOfPack) {
        if (parser.isEmpty() || !fields.equals(fieldsOfPack)) {
            fields = fieldsOfPack;
            parser = first.map(format -> format.parser(fields));
            others = Optional.empty();
        }
    }

    private ParsedLine ofOthers(byte[] line, ParsedLine outcome, Map<LogFormat, Integer> byOthers) {
        KnownFormats known = others.orElseGet(() -> KnownFormats.below(fields));
        others = Optional.of(known);
        Optional<KnownFormats.Reading> reading = known.read(line);
        reading.ifPresent(r -> byOthers.merge(r.format(), 1, Integer::sum));
        return reading.<ParsedLine>map(KnownFormats.Reading::entry)
                .or(() -> outcome == NO_FORMAT ? known.withoutZone(line) : Optional.empty())
                .orElse(outcome);
    }

    private void learn(RawPack pack, int byFirst, Map<LogFormat, Integer> byOthers) {
        LogFile file = pack.header().file();
        if (!spokenOf.equals(Optional.of(file.fingerprint()))) {
            spokenOf = Optional.of(file.fingerprint());
            said.clear();
            warned = false;
        }
        unread = byFirst == 0 && byOthers.isEmpty() ? unread + pack.lines().size() : 0;
        boolean single = proven && byOthers.isEmpty() && unread < MANY; // as a disk that was full leaves one
        proven |= byFirst > 0 || !byOthers.isEmpty();
        if (byFirst == 0 && !single && !warned && (byOthers.isEmpty() || !configured.isAuto())) {
            warned = true;
            notices.mismatch(
                    file,
                    FormatProbe.probe(withFields(contents(pack), fields), configured)
                            .sentence());
        }
        if (configured.isAuto() && byFirst == 0 && !byOthers.isEmpty()) {
            first = byOthers.entrySet().stream()
                    .reduce((best, next) -> next.getValue() > best.getValue() ? next : best)
                    .map(Map.Entry::getKey);
            parser = first.map(format -> format.parser(fields));
        }
        byOthers.keySet().stream().filter(said::add).forEach(format -> notices.picked(file, format));
    }

    private static List<byte[]> contents(RawPack pack) {
        return pack.lines().stream()
                .filter(line -> !line.overlong())
                .limit(SAMPLE)
                .map(RawLine::bytes)
                .toList();
    }
}
