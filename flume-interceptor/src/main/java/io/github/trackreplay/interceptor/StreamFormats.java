/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.interceptor;

import io.github.trackreplay.accesslog.FormatProbe;
import io.github.trackreplay.accesslog.LineParser;
import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The parser of each stream's lines. Where the format is {@code auto}, it is picked by the first lines of the stream, and
 * again by those of a new file of which nothing can be read. Thread-safe.
 */
final class StreamFormats {
    private final LogFormat configured;
    private final FormatNotices notices;
    private final Map<String, Decision> decisions = new ConcurrentHashMap<>();
    private final Map<String, Fingerprint> warned = new ConcurrentHashMap<>(); // the last file by stream

    /** A stream's format, the file that it was last confirmed by, and the parser for the last {@code #Fields:} line. */
    private record Decision(LogFormat format, Fingerprint file, Optional<String> fields, LineParser parser) {}

    StreamFormats(LogFormat configured, FormatNotices notices) {
        this.configured = configured;
        this.notices = notices;
    }

    /** The parser for the pack's lines; empty while {@code auto} has found none. */
    Optional<LineParser> parser(RawPack pack) {
        String stream = pack.header().file().stream();
        Decision decision = decisions.get(stream);
        if (decision == null) {
            return configured.isAuto() ? pick(pack) : Optional.of(decide(pack, configured));
        }
        if (!decision.fields().equals(pack.fields())) {
            return Optional.of(decide(pack, decision.format()));
        }
        return Optional.of(decision.parser());
    }

    /**
     * Another parser for a pack of which the stream's parser could read nothing, if there is one. Says what is wrong, once a
     * file.
     */
    Optional<LineParser> retry(RawPack pack) {
        LogFile file = pack.header().file();
        Decision decision = decisions.get(file.stream());
        if (decision != null && file.fingerprint().equals(decision.file())) {
            return Optional.empty();
        }
        if (configured.isAuto() && decision != null) {
            Optional<LineParser> other = pick(pack);
            if (other.isPresent()) {
                return other;
            }
        }
        if (!contents(pack).isEmpty() && !file.fingerprint().equals(warned.put(file.stream(), file.fingerprint()))) {
            notices.mismatch(file, FormatProbe.probe(contents(pack), configured).sentence());
        }
        return Optional.empty();
    }

    /** The stream's format reads the file of this pack. */
    void confirm(RawPack pack) {
        Fingerprint file = pack.header().file().fingerprint();
        decisions.computeIfPresent(
                pack.header().file().stream(),
                (stream, d) -> file.equals(d.file()) ? d : new Decision(d.format(), file, d.fields(), d.parser()));
    }

    private Optional<LineParser> pick(RawPack pack) {
        Optional<LogFormat> picked = FormatProbe.choose(contents(pack), pack.fields());
        picked.ifPresent(format -> notices.picked(pack.header().file(), format));
        return picked.map(format -> decide(pack, format));
    }

    private LineParser decide(RawPack pack, LogFormat format) {
        LineParser parser = format.parser(pack.fields());
        decisions.compute(
                pack.header().file().stream(),
                (stream, d) -> new Decision(format, d == null ? null : d.file(), pack.fields(), parser));
        return parser;
    }

    private static List<byte[]> contents(RawPack pack) {
        return pack.lines().stream()
                .filter(line -> !line.overlong())
                .limit(100)
                .map(RawLine::bytes)
                .toList();
    }
}
