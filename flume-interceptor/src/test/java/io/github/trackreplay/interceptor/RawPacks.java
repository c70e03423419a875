/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.interceptor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds raw packs. */
final class RawPacks {
    static final String COMMON =
            "203.0.113.7 - - [02/Mar/2026:20:11:22 +0000] \"GET /matomo.php?idsite=1 HTTP/1.1\" 200 43";
    static final String COMBINED = COMMON + " \"-\" \"Mozilla/5.0\"";

    private RawPacks() {}

    static RawPack of(String stream, int file, String... lines) {
        return of(stream, file, Optional.empty(), lines);
    }

    static RawPack of(String stream, int file, Optional<String> fields, String... lines) {
        List<RawLine> raw = new ArrayList<>();
        long at = 1000;
        for (String line : lines) {
            byte[] bytes = line.getBytes(ISO_8859_1);
            raw.add(new RawLine(at, bytes.length + 1L, bytes, false));
            at += bytes.length + 1;
        }
        return new RawPack(header(stream, file, at), fields, raw);
    }

    static PackHeader header(String stream, int file, long end) {
        LogFile logFile =
                new LogFile(stream, new Fingerprint(String.format("%064x", file)), Math.max(file, 1), Optional.empty());
        return new PackHeader(
                logFile,
                1000,
                end,
                PackHeader.Reading.of(5, "frontend1", "/matomo.php /piwik.php"),
                PackHeader.Promise.none(5000));
    }

    static RawPack heartbeat() {
        PackHeader h = header("web1", 1, 1000);
        return new RawPack(
                new PackHeader(
                        h.file(),
                        1000,
                        1000,
                        PackHeader.Reading.of(5, "frontend1", h.trackerPaths()),
                        PackHeader.Promise.of(4711, 5000)),
                Optional.empty(),
                List.of());
    }
}
