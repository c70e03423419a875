/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.rejected;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
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
    private static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

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
                row.stream().orElse("-"),
                row.reason(),
                cut(printable(row.detail()), 120));
    }

    /** Everything about a row. */
    public static List<String> all(ReadRejected.Row row) {
        List<String> lines = new ArrayList<>();
        lines.add("rejected " + row.id() + " (" + row.reason() + ", " + state(row) + ")");
        lines.add("  when    " + Instant.ofEpochMilli(row.rejectedAt())
                + (row.eventTime().isPresent()
                        ? ", event time " + Instant.ofEpochMilli(row.eventTime().getAsLong())
                        : ""));
        lines.add("  where   " + place(row));
        lines.add("  why     " + printable(row.detail()));
        row.headers().ifPresent(headers -> lines.add("  headers " + printable(headers)));
        lines.add("  " + row.form() + " "
                + " ".repeat(Math.max(0, 7 - row.form().length()))
                + printable(text(row)
                        .orElseGet(() -> "(base64) " + Base64.getEncoder().encodeToString(row.raw()))));
        return lines;
    }

    private static String state(ReadRejected.Row row) {
        return row.state().equals("stored") ? "can be replayed" : row.state();
    }

    private static String place(ReadRejected.Row row) {
        if (row.file().isEmpty()) {
            return row.stream().map(s -> "stream " + s + ", ").orElse("") + "an event that names no log file"
                    + (row.host().isEmpty() ? "" : ", from " + row.host());
        }
        return "stream " + row.stream().orElse("-") + ", "
                + (row.path().isEmpty()
                        ? "file " + row.file().get().number() + " ("
                                + row.file().get().fingerprint().abbreviated() + ") on " + row.host()
                        : row.host() + ":" + row.path())
                + ", " + row.bytes() + " bytes from byte " + row.offset() + " on"
                + (row.index() > 0 ? ", request " + row.index() + " of the line" : "");
    }

    /** A document of one line. */
    public static String json(ReadRejected.Row row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", row.id());
        json.put("rejectedAt", Instant.ofEpochMilli(row.rejectedAt()).toString());
        json.put("state", row.state());
        json.put("stream", row.stream().orElse(null));
        json.put("file", row.file().map(f -> f.fingerprint().hex()).orElse(null));
        json.put("fileNumber", row.file().map(f -> f.number()).orElse(null));
        json.put("host", row.host());
        json.put("path", row.path().isEmpty() ? null : row.path());
        json.put("offset", row.offset());
        json.put("bytes", row.bytes());
        json.put("index", row.index());
        json.put(
                "eventTime",
                row.eventTime().isPresent()
                        ? Instant.ofEpochMilli(row.eventTime().getAsLong()).toString()
                        : null);
        json.put("reason", row.reason());
        json.put("detail", row.detail());
        json.put("form", row.form());
        Optional<String> text = text(row);
        if (row.form().equals("request") && text.isPresent() && isDocument(text.get())) {
            json.put("request", JsonParser.parseString(text.get()));
        } else if (text.isPresent()) {
            json.put("raw", text.get());
        } else {
            json.put("rawBase64", Base64.getEncoder().encodeToString(row.raw()));
        }
        return GSON.toJson(json);
    }

    private static boolean isDocument(String text) {
        try {
            return JsonParser.parseString(text).isJsonObject();
        } catch (JsonParseException e) {
            return false;
        }
    }

    /** The bytes as text; nothing if they are none. */
    private static Optional<String> text(ReadRejected.Row row) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(row.raw()))
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
