/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.ReadRejected;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** Which rejected rows a command is about. */
final class RejectedFilter {
    @Option(
            names = "--reason",
            paramLabel = "R",
            description = "Only those of this reason (no-time, unknown-site, ...).")
    private Optional<String> reason = Optional.empty();

    @Option(names = "--stream", paramLabel = "NAME", description = "Only those of this stream.")
    private Optional<String> stream = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "DAY|TIME",
            description = "Only those that were rejected since a date (2026-11-21) or a time with its zone "
                    + "(2026-11-21T22:00:00Z).")
    private Optional<String> since = Optional.empty();

    /** Rows that still wait. */
    ReadRejected.Filter waiting() {
        return filter(Optional.of("stored"), List.of());
    }

    /** Rows in whatever state. */
    ReadRejected.Filter all() {
        return filter(Optional.empty(), List.of());
    }

    ReadRejected.Filter of(List<Long> ids) {
        return filter(Optional.empty(), ids);
    }

    Optional<String> stream() {
        return stream;
    }

    boolean names(String someReason) {
        return reason.filter(someReason::equals).isPresent();
    }

    private ReadRejected.Filter filter(Optional<String> state, List<Long> ids) {
        OptionalLong from =
                since.isPresent() ? OptionalLong.of(milliseconds("--since", since.get())) : OptionalLong.empty();
        return new ReadRejected.Filter(reason, stream, from, state, ids);
    }

    /** The beginning of a day in this machine's time zone, or a time. */
    static long milliseconds(String option, String text) {
        try {
            return text.indexOf('T') > 0
                    ? OffsetDateTime.parse(text).toInstant().toEpochMilli()
                    : LocalDate.parse(text)
                            .atStartOfDay(ZoneId.systemDefault())
                            .toInstant()
                            .toEpochMilli();
        } catch (DateTimeParseException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    option + ": '" + text + "' is neither a date such as 2026-11-21 nor a time with its zone such as "
                            + "2026-11-21T22:00:00Z.",
                    e);
        }
    }
}
