/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All formats that are known by name, to be tried on a line of which the log's own format can make nothing: a server may be
 * told to log in another form in the middle of a file. Each line is judged by itself, so no line decides how another one is
 * read. Immutable and thread-safe.
 *
 * <p>The cost is linear in the line's length: each format looks at it once at most.
 */
public final class KnownFormats {
    private record Known(LogFormat format, LineParser parser) {}

    private final List<Known> formats;

    private KnownFormats(List<Known> formats) {
        this.formats = formats;
    }

    /**
     * What a line is.
     *
     * @param format the format that reads it
     * @param entry what it says; a request with a path
     */
    public record Reading(LogFormat format, AccessLogEntry entry) {}

    /** @param fields the log's last {@code #Fields:} line; without one there is no {@code w3c} among the formats */
    public static KnownFormats below(Optional<String> fields) {
        List<Known> formats = new ArrayList<>();
        for (LogFormat format : LogFormat.candidates()) {
            if (!format.needsFields() || fields.isPresent()) {
                formats.add(new Known(format, format.parser(fields)));
            }
        }
        return new KnownFormats(formats);
    }

    /** Where a format would read a line if only its time said its zone: what that one says. */
    public Optional<Unreadable> withoutZone(byte[] line) {
        for (Known known : formats) {
            if (known.parser().parse(line) instanceof Unreadable why && why.lacksZone()) {
                return Optional.of(why);
            }
        }
        return Optional.empty();
    }

    /** The first format that makes a request of the line, the one that says the most first. */
    public Optional<Reading> read(byte[] line) {
        for (Known known : formats) {
            if (known.parser().parse(line) instanceof AccessLogEntry entry
                    && !entry.path().isEmpty()) {
                return Optional.of(new Reading(known.format(), entry));
            }
        }
        return Optional.empty();
    }
}
