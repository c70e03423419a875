/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.rejected;

import io.github.trackreplay.document.JsonTree;
import io.github.trackreplay.json.JsonException;
import io.github.trackreplay.mysql.ledger.ReadRejected;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A rejected row in words, and as a document. What visitors sent is shown without control characters. */
public final class RejectedText {
    private RejectedText() {}

    /** The head of the table whose lines {@link #line} gives. */
    public static String head() {
        return String.format(Locale.ROOT, "%10s  %-20s  %-14s  %-22s  %s", "id", "rejected", "stream", "reason", "why");
    }

    /** One line of a table. */
    public static String line(ReadRejected.Row row) {
        return String.format(
                Locale.ROOT,
                "%10d  %-20s  %-14s  %-22s  %s",
                row.id(),
                seconds(row.rejectedAt()),
                row.place().stream().orElse("-"),
                row.why().reason(),
                cut(printable(row.why().detail()), 120));
    }

    /** Everything about a row. */
    public static List<String> all(ReadRejected.Row row) {
        List<String> lines = new ArrayList<>();
        lines.add("rejected " + row.id() + " (" + row.why().reason() + ", " + state(row) + ")");
        lines.add("  when    " + Instant.ofEpochMilli(row.rejectedAt())
                + (row.eventTime().isPresent()
                        ? ", event time " + Instant.ofEpochMilli(row.eventTime().getAsLong())
                        : ""));
        lines.add("  where   " + place(row));
        lines.add("  why     " + printable(row.why().detail()));
        row.kept().headers().ifPresent(headers -> lines.add("  headers " + printable(headers)));
        lines.add("  " + row.kept().form() + " "
                + " ".repeat(Math.max(0, 7 - row.kept().form().length()))
                + printable(text(row)
                        .orElseGet(() -> "(base64) "
                                + Base64.getEncoder().encodeToString(row.kept().raw()))));
        return lines;
    }

    private static String state(ReadRejected.Row row) {
        return row.state().equals("stored") ? "can be replayed" : row.state();
    }

    private static String place(ReadRejected.Row row) {
        if (row.place().file().isEmpty()) {
            return row.place().stream().map(s -> "stream " + s + ", ").orElse("") + "an event that names no log file"
                    + (row.place().host().isEmpty()
                            ? ""
                            : ", from " + row.place().host());
        }
        return "stream " + row.place().stream().orElse("-") + ", "
                + (row.place().path().isEmpty()
                        ? "file " + row.place().file().get().number() + " ("
                                + row.place().file().get().fingerprint().abbreviated() + ") on "
                                + row.place().host()
                        : row.place().host() + ":" + row.place().path())
                + ", " + row.place().bytes() + " bytes from byte " + row.place().offset() + " on"
                + (row.place().index() > 0 ? ", request " + row.place().index() + " of the line" : "");
    }

    /** A document of one line. */
    public static String json(ReadRejected.Row row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", row.id());
        json.put("rejectedAt", Instant.ofEpochMilli(row.rejectedAt()).toString());
        json.put("state", row.state());
        json.put("stream", row.place().stream().orElse(null));
        json.put("file", row.place().file().map(f -> f.fingerprint().hex()).orElse(null));
        json.put("fileNumber", row.place().file().map(f -> f.number()).orElse(null));
        json.put("host", row.place().host());
        json.put("path", row.place().path().isEmpty() ? null : row.place().path());
        json.put("offset", row.place().offset());
        json.put("bytes", row.place().bytes());
        json.put("index", row.place().index());
        json.put(
                "eventTime",
                row.eventTime().isPresent()
                        ? Instant.ofEpochMilli(row.eventTime().getAsLong()).toString()
                        : null);
        json.put("reason", row.why().reason());
        json.put("detail", row.why().detail());
        json.put("form", row.kept().form());
        Optional<String> text = text(row);
        Optional<Map<String, Object>> request =
                text.filter(kept -> row.kept().form().equals("request")).flatMap(RejectedText::document);
        if (request.isPresent()) {
            json.put("request", request.get());
        } else if (text.isPresent()) {
            json.put("raw", text.get());
        } else {
            json.put("rawBase64", Base64.getEncoder().encodeToString(row.kept().raw()));
        }
        return JsonTree.line(json);
    }

    private static Optional<Map<String, Object>> document(String text) {
        try {
            return Optional.of(JsonTree.object(text));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    /** The bytes as text; nothing if they are none. */
    private static Optional<String> text(ReadRejected.Row row) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(row.kept().raw()))
                    .toString()
                    .stripTrailing());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Whoever reads it in a terminal is not sent commands to it by a visitor. */
    public static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                printable.append(String.format(Locale.ROOT, "\\x%02x", c));
            } else {
                printable.appendCodePoint(c);
            }
        });
        return printable.toString();
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    private static String seconds(long milliseconds) {
        return Instant.ofEpochSecond(Math.floorDiv(milliseconds, 1000L)).toString();
    }
}
