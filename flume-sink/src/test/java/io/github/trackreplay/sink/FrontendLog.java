/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A frontend's log for tests: lines are written, packs of any bounds are read from it, as often as wanted. */
final class FrontendLog {
    static final long LINE = 100;

    private final String stream;
    private final long disorder;
    private LogFile file;
    private final List<PackEntry> lines = new ArrayList<>();
    private long end;
    private long read;

    FrontendLog(String stream, long disorder) {
        this(stream, disorder, 1);
    }

    /** A log that begins with its file of a number, of which no predecessor is known. */
    FrontendLog(String stream, long disorder, long number) {
        this.stream = stream;
        this.disorder = disorder;
        this.file = new LogFile(stream, fingerprint(stream, number), number, Optional.empty());
    }

    static Fingerprint fingerprint(String stream, long number) {
        String hex = Long.toHexString(stream.hashCode() & 0xffffffffL) + "f" + Long.toHexString(number);
        return new Fingerprint("0".repeat(64 - hex.length()) + hex);
    }

    static TrackingRequest request(long offset, long length, int index, long time, String query) {
        return new TrackingRequest(
                new TrackingRequest.Line(offset, length, index),
                time,
                TrackingRequest.Call.get("/matomo.php", query),
                new TrackingRequest.Client("203.0.113.7", "Mozilla/5.0", "", "de", Map.of()));
    }

    /** Writes one request. */
    FrontendLog line(long time) {
        return line(time, "idsite=1&rec=1");
    }

    FrontendLog line(long time, String query) {
        lines.add(request(end, LINE, 0, time, query));
        end += LINE;
        return this;
    }

    /** Writes a bulk call of several requests. */
    FrontendLog bulk(long time, int requests) {
        for (int i = 0; i < requests; i++) {
            lines.add(request(end, LINE, i, time, "idsite=1&rec=1"));
        }
        end += LINE;
        return this;
    }

    /** Writes a bulk call of several requests with a token, or with none where that is empty. */
    FrontendLog bulk(long time, int requests, String token) {
        for (int i = 0; i < requests; i++) {
            TrackingRequest one = request(end, LINE, i, time, "idsite=1&rec=1");
            lines.add(one.with(one.call().with(one.query(), one.body(), Optional.of(token))));
        }
        end += LINE;
        return this;
    }

    /** Writes a line that is no tracking request. */
    FrontendLog other() {
        end += LINE;
        return this;
    }

    /** Writes a line that cannot be read. */
    FrontendLog garbage() {
        lines.add(new RejectedLine(end, LINE, "no-time", "", "garbage".getBytes(StandardCharsets.UTF_8)));
        end += LINE;
        return this;
    }

    /** The server goes on with a new file. */
    FrontendLog rotate() {
        file = new LogFile(
                stream,
                fingerprint(stream, file.number() + 1),
                file.number() + 1,
                Optional.of(new LogFile.Previous(file.fingerprint(), end)));
        lines.clear();
        end = 0;
        read = 0;
        return this;
    }

    /** The reader has lost its positions and counts the files anew: this one has a number now. */
    FrontendLog renumber(long number) {
        file = new LogFile(stream, file.fingerprint(), number, Optional.empty());
        return this;
    }

    /** Frees memory: what has been read is not read again. */
    void forgetLines() {
        lines.clear();
    }

    LogFile file() {
        return file;
    }

    long end() {
        return end;
    }

    /** Everything since the last call. */
    Pack pack() {
        Pack pack = pack(read, end, OptionalLong.empty());
        read = end;
        return pack;
    }

    Pack pack(long from, long to) {
        return pack(from, to, OptionalLong.empty());
    }

    /** Everything since the last call, with the promise that nothing earlier comes. */
    Pack heartbeat(long watermark) {
        Pack pack = pack(read, end, OptionalLong.of(watermark));
        read = end;
        return pack;
    }

    Pack ended() {
        return heartbeat(Long.MAX_VALUE);
    }

    Pack pack(long from, long to, OptionalLong watermark) {
        return pack(from, to, watermark, 0);
    }

    Pack pack(long from, long to, OptionalLong watermark, long lost) {
        List<PackEntry> entries = lines.stream()
                .filter(line -> line.offset() >= from && line.offset() < to)
                .toList();
        return new Pack(
                new PackHeader(
                                file,
                                from,
                                to,
                                PackHeader.Reading.of(0, "frontend", "/matomo.php"),
                                new PackHeader.Promise(watermark, disorder))
                        .with(PackHeader.Unread.of(0, lost)),
                entries);
    }
}
