/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

/** Reads test lines. */
final class Lines {
    private Lines() {}

    static byte[] bytes(String latin1) {
        return latin1.getBytes(ISO_8859_1);
    }

    static ParsedLine parse(String format, String line) {
        return LogFormat.of(format).parser(Optional.empty()).parse(bytes(line));
    }

    static AccessLogEntry entry(String format, byte[] line) {
        ParsedLine parsed = LogFormat.of(format).parser(Optional.empty()).parse(line);
        assertThat(parsed).as(new String(line, ISO_8859_1)).isInstanceOf(AccessLogEntry.class);
        return (AccessLogEntry) parsed;
    }

    static AccessLogEntry entry(String format, String line) {
        return entry(format, bytes(line));
    }

    static Unreadable unreadable(String format, String line) {
        ParsedLine parsed = parse(format, line);
        assertThat(parsed).as(line).isInstanceOf(Unreadable.class);
        return (Unreadable) parsed;
    }
}
