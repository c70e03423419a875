/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The log line of a call, without its line end, in two formats: the poorest that is usual, and ours. */
enum Line {
    COMBINED("combined") {
        @Override
        String of(Call call) {
            return call.address() + " - - [" + TIME.format(Instant.ofEpochMilli(call.time())) + "] \"GET " + Call.PATH
                    + "?" + call.query() + " HTTP/1.1\" 200 43 \"" + call.referrer() + "\" \"" + call.userAgent()
                    + "\"";
        }
    },
    TRACKREPLAY_JSON("trackreplay_json") {
        @Override
        String of(Call call) {
            return "{\"time\":\"" + call.time() / 1000 + "." + String.format(Locale.ROOT, "%03d", call.time() % 1000)
                    + "\",\"client\":\"" + call.address() + "\",\"method\":\"GET\",\"uri\":\"" + Call.PATH + "?"
                    + call.query() + "\",\"status\":\"200\",\"user-agent\":\"" + call.userAgent()
                    + "\",\"referer\":\"" + call.referrer() + "\",\"accept-language\":\"" + call.language()
                    + "\",\"x-forwarded-for\":\"\",\"host\":\"stats.example.net\",\"dnt\":\"\",\"body\":\"\"}";
        }
    };

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final String format;

    Line(String format) {
        this.format = format;
    }

    abstract String of(Call call);

    /** The format's name in the settings. */
    String format() {
        return format;
    }

    /** The line of a format by its name in the settings. */
    static Line named(String format) {
        for (Line line : values()) {
            if (line.format.equals(format)) {
                return line;
            }
        }
        throw new IllegalArgumentException("no log is written here in the format '" + format + "'");
    }
}
