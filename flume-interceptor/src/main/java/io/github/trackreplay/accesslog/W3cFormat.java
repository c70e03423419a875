/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import io.github.trackreplay.accesslog.Field.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compiles the {@code #Fields:} line of a W3C extended log, as IIS and others write it.
 *
 * <p>Date and time are UTC, as the format's specification has it. IIS writes spaces as {@code +} and does not mark a
 * {@code +} of the original, so in headers every {@code +} is read as a space. CloudFront, known by its {@code x-edge-location},
 * percent-encodes what it writes, percent signs of the original included.
 */
final class W3cFormat {
    private static final String PREFIX = "#fields:";
    /** What a replay needs, as a server's administrator sets it. */
    static final String WANTED =
            "#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status cs(User-Agent) cs(Referer)";

    private W3cFormat() {}

    static boolean isFields(String text) {
        return text.trim().toLowerCase(Locale.ROOT).startsWith(PREFIX);
    }

    /** @throws IllegalArgumentException with a sentence about what is missing */
    static LineParser compile(String fieldsLine) {
        List<String> names = List.of(fieldsLine
                .trim()
                .substring(PREFIX.length())
                .trim()
                .toLowerCase(Locale.ROOT)
                .split("\\s+"));
        List<Field> fields = new ArrayList<>();
        for (String name : names) {
            boolean ofViewer = names.contains("x-host-header") && name.equals("cs(host)");
            boolean inSeconds = names.contains("x-edge-location") && name.equals("time-taken");
            fields.add(ofViewer ? Field.of(Kind.SKIP_TEXT) : inSeconds ? Field.of(Kind.SECONDS) : field(name));
        }
        check(fields, Kind.DATE, "date");
        check(fields, Kind.TIME_OF_DAY, "time");
        check(fields, Kind.CLIENT, "c-ip");
        if (!has(fields, Kind.TARGET)) {
            check(fields, Kind.PATH, "cs-uri-stem");
            check(fields, Kind.QUERY, "cs-uri-query");
        }
        return new W3cParser(fields, names.contains("x-edge-location"));
    }

    private static void check(List<Field> fields, Kind kind, String name) {
        if (!has(fields, kind)) {
            throw new IllegalArgumentException("has no field " + name + "."
                    + (name.equals("date") || name.equals("time")
                            ? " Each line must say its date and time, in UTC (not date-local, time-local)."
                            : "")
                    + " Switch it on in the server's logging settings: " + WANTED + ".");
        }
    }

    private static boolean has(List<Field> fields, Kind kind) {
        return fields.stream().anyMatch(f -> f.kind() == kind);
    }

    private static Field field(String name) {
        return switch (name) {
            case "date" -> Field.of(Kind.DATE);
            case "time" -> Field.of(Kind.TIME_OF_DAY);
            case "c-ip" -> Field.of(Kind.CLIENT);
            case "cs-method" -> Field.of(Kind.METHOD);
            case "cs-uri-stem" -> Field.of(Kind.PATH);
            case "cs-uri-query" -> Field.of(Kind.QUERY);
            case "cs-uri" -> Field.of(Kind.TARGET);
            case "sc-status" -> Field.of(Kind.STATUS);
            case "sc-bytes" -> Field.of(Kind.BYTES);
            case "time-taken" -> Field.of(Kind.MILLISECONDS);
            case "cs-protocol" -> Field.of(Kind.SCHEME);
            case "cs-host", "x-host-header" -> Field.header("host");
            case "x-forwarded-for" -> Field.header(name); // the usual name of IIS's custom field
            default ->
                name.startsWith("cs(") && name.endsWith(")")
                        ? Field.header(name.substring(3, name.length() - 1))
                        : Field.of(Kind.SKIP_TEXT);
        };
    }
}
