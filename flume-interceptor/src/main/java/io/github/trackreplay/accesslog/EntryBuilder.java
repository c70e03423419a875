/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.trackreplay.json.JsonText;
import io.github.trackreplay.json.RepeatedTexts;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects the fields of one line, in whatever order and form the format has them, and makes the entry. For one line.
 *
 * <p>Where a line says something twice, the more exact source wins: a time to the millisecond, the client that the server
 * knows over the connection's peer, the request line over its parts.
 */
final class EntryBuilder {
    private static final byte[] NO_BYTES = new byte[0];

    /** Of a time that cannot be read so much is told. */
    private static final int MOST_TIME = 64;

    private final TimeParts time = new TimeParts();
    private boolean timeUnreadable;
    private boolean withoutZone;
    private String unreadableTime = "";
    private @Nullable String client;
    private @Nullable String peer;
    private String unreadableClient = "";
    private String method = "";
    private @Nullable String path;
    private @Nullable String query;
    private int status;
    private String userAgent = "";
    private String referrer = "";
    private String language = "";
    private @Nullable Map<String, String> headers; // made when the first is seen: most formats have none
    private @Nullable StringBuilder cookies;
    private @Nullable String host;
    private byte[] body = NO_BYTES;
    private @Nullable String bulkToken;
    private boolean withoutType;
    private byte[] message = NO_BYTES;
    private long bytes = -1;
    private long micros = -1;
    private String scheme = "";

    /**
     * Takes one field.
     *
     * @param escaped whether the slice holds backslash escapes that are to be undone
     */
    void set(Field field, byte[] b, int from, int to, boolean escaped) {
        if (escaped) {
            JsonText text = JsonText.unescape(b, from, to);
            setPlain(field, text.bytes(), text.from(), text.to());
        } else {
            setPlain(field, b, from, to);
        }
    }

    private void setPlain(Field field, byte[] b, int from, int to) {
        switch (field.kind()) {
            case SKIP_WORD, LOG_NAME, SKIP_TEXT, SKIP_NUMBER -> {}
            case TIME_CLF, TIME_ISO, TIME_EPOCH, TIME_ANY, TIME_FRACTION, TIME_PATTERN, DATE, TIME_OF_DAY ->
                readTime(field, b, from, to);
            default -> {
                if (!Texts.isAbsent(b, from, to)) {
                    setPresent(field, b, from, to);
                } else if (field.kind() == Field.Kind.HEADER && field.name().equals(AccessLogEntry.CONTENT_TYPE)) {
                    withoutType = true; // another thing than that nobody logged it
                }
            }
        }
    }

    private void readTime(Field field, byte[] b, int from, int to) {
        if (!setTime(field, b, from, to)) {
            timeUnreadable = true;
            int shown = Math.min(to, from + MOST_TIME);
            unreadableTime = Texts.utf8(b, from, shown);
            withoutZone |= shown == to && Times.lacksZone(b, from, to);
        }
    }

    private boolean setTime(Field field, byte[] b, int from, int to) {
        return switch (field.kind()) {
            case TIME_CLF -> time.whole(Times.clf(b, from, to));
            case TIME_ISO -> time.whole(Times.iso(b, from, to));
            case TIME_EPOCH -> time.epoch(b, from, to);
            case TIME_FRACTION -> time.fraction(b, from, to);
            case TIME_PATTERN -> field.pattern().read(b, from, to, time);
            case DATE -> time.date(Times.date(b, from, to));
            case TIME_OF_DAY -> time.ofDay(Times.timeOfDay(b, from, to));
            default -> time.whole(Times.any(b, from, to));
        };
    }

    private void setPresent(Field field, byte[] b, int from, int to) {
        switch (field.kind()) {
            case CLIENT -> client = address(b, from, to);
            case PEER -> peer = address(b, from, to);
            case FORWARDED -> setForwarded(b, from, to);
            case REQUEST -> setRequest(b, from, to);
            case METHOD -> method = method(b, from, to);
            case TARGET -> setTarget(b, from, to);
            case PATH -> path = path == null ? Texts.percentAscii(b, from, to) : path;
            case QUERY -> setQuery(b, from, to);
            case STATUS -> status = to - from == 3 ? Math.max(0, Times.digits(b, from, 3)) : 0;
            case USER_AGENT -> userAgent = RepeatedTexts.utf8(b, from, to);
            case REFERRER -> referrer = Texts.utf8(b, from, to);
            case LANGUAGE -> language = RepeatedTexts.utf8(b, from, to);
            case HEADER -> header(field, isHost(field) ? RepeatedTexts.utf8(b, from, to) : Texts.utf8(b, from, to));
            case HOST -> host = withoutUsualPort(RepeatedTexts.utf8(b, from, to));
            case COOKIE -> cookie(field.name(), Texts.utf8(b, from, to));
            case BODY -> body = Arrays.copyOfRange(b, from, to);
            case MESSAGE -> message = Arrays.copyOfRange(b, from, to);
            case BULK_TOKEN -> bulkToken = Texts.utf8(b, from, to);
            case BYTES -> bytes = Answer.number(b, from, to, 0);
            case SECONDS -> micros = finer(Answer.number(b, from, to, 6));
            case MILLISECONDS -> micros = finer(Answer.number(b, from, to, 3));
            case MICROSECONDS -> micros = finer(Answer.number(b, from, to, 0));
            case SCHEME -> scheme = scheme(Texts.utf8(b, from, to));
            case REQUEST_ID -> header(AccessLogEntry.REQUEST_ID, Texts.utf8(b, from, to));
            default -> throw new IllegalStateException("no field " + field);
        }
    }

    private static boolean isHost(Field field) {
        return field.name().equals("host");
    }

    /** Where a line has the time in several units, the one that says most counts: the others are cut off. */
    private long finer(long other) {
        return Math.max(micros, other);
    }

    private static String scheme(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.equals("http") || lower.equals("https") ? lower : "";
    }

    private void setForwarded(byte[] b, int from, int to) {
        int last = to;
        while (last > from && b[last - 1] != ',' && b[last - 1] != ' ') {
            last--;
        }
        peer = address(b, last, to);
        header("x-forwarded-for", Texts.utf8(b, from, to));
    }

    private @Nullable String address(byte[] b, int from, int to) {
        String address = Addresses.read(b, from, to);
        if (address.isEmpty()) {
            unreadableClient = Texts.utf8(b, from, Math.min(to, from + 100));
            return null;
        }
        return address;
    }

    private void setRequest(byte[] b, int from, int to) {
        int behindMethod = from;
        while (behindMethod < to && isLetter(b[behindMethod])) {
            behindMethod++;
        }
        if (behindMethod == from || behindMethod == to || b[behindMethod] != ' ') {
            setTarget(b, from, to); // no HTTP; kept for what it is
            return;
        }
        method = method(b, from, behindMethod);
        int end = to;
        int lastSpace = to - 1;
        while (lastSpace > behindMethod && b[lastSpace] != ' ') {
            lastSpace--;
        }
        if (lastSpace > behindMethod && lastSpace + 5 < to && b[lastSpace + 1] == 'H' && b[lastSpace + 5] == '/') {
            end = lastSpace;
        }
        setTarget(b, behindMethod + 1, end);
    }

    private static String method(byte[] b, int from, int to) {
        if (to - from == 3 && b[from] == 'G' && b[from + 1] == 'E' && b[from + 2] == 'T') {
            return "GET";
        }
        if (to - from == 4 && b[from] == 'P' && b[from + 1] == 'O' && b[from + 2] == 'S' && b[from + 3] == 'T') {
            return "POST";
        }
        return new String(b, from, to - from, ISO_8859_1).toUpperCase(Locale.ROOT);
    }

    private static boolean isLetter(byte b) {
        return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
    }

    private void setTarget(byte[] b, int from, int to) {
        int start = behindAuthority(b, from, to);
        int mark = start;
        while (mark < to && b[mark] != '?') {
            mark++;
        }
        path = Texts.repeatedPercentAscii(b, start, mark);
        if (mark < to) {
            query = Texts.percentAscii(b, mark + 1, to);
        }
    }

    /** Where the path begins: a request through a proxy has the whole URL. */
    private static int behindAuthority(byte[] b, int from, int to) {
        if (from == to || b[from] == '/') {
            return from;
        }
        int at = from;
        while (at < to && isLetter(b[at])) {
            at++;
        }
        if (at == from || at + 2 >= to || b[at] != ':' || b[at + 1] != '/' || b[at + 2] != '/') {
            return from;
        }
        at += 3;
        while (at < to && b[at] != '/' && b[at] != '?') {
            at++;
        }
        return at;
    }

    private void setQuery(byte[] b, int from, int to) {
        int start = b[from] == '?' ? from + 1 : from;
        if (query == null) {
            query = Texts.percentAscii(b, start, to);
        }
    }

    /** As browsers write the header. */
    private static String withoutUsualPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > 0 && (host.endsWith(":80") || host.endsWith(":443")) ? host.substring(0, colon) : host;
    }

    /** Of the header {@code Authorization} only a token of Matomo's is of use, other secrets are no business of a replay. */
    private void header(Field field, String value) {
        if (!field.name().equals("authorization") || value.startsWith("Bearer ")) {
            header(field.name(), value);
        }
    }

    /** Most lines have one, so of that no table is made. */
    private void header(String name, String value) {
        if (headers == null) {
            headers = Map.of(name, value);
        } else {
            headers = headers.size() == 1 ? new HashMap<>(headers) : headers;
            headers.put(name, value);
        }
    }

    private void cookie(String name, String value) {
        if (cookies == null) {
            cookies = new StringBuilder();
        } else {
            cookies.append("; ");
        }
        cookies.append(name).append('=').append(value);
    }

    /** The line within the line; empty when there was none. */
    byte[] message() {
        return message;
    }

    ParsedLine build() {
        long millis = time.time();
        if (millis == Times.NONE || timeUnreadable) {
            return new Unreadable(Unreadable.TIME, timeDetail());
        }
        String from = client != null ? client : peer;
        if (from == null) {
            return new Unreadable(Unreadable.ADDRESS, addressDetail());
        }
        if (host != null && (headers == null || !headers.containsKey("host"))) {
            header("host", host);
        }
        if (withoutType && body.length > 0 && !headers().containsKey(AccessLogEntry.CONTENT_TYPE)) {
            header(AccessLogEntry.CONTENT_TYPE, "");
        }
        if (cookies != null && !headers().containsKey("cookie")) {
            header("cookie", cookies.toString());
        }
        return new AccessLogEntry(
                millis,
                new AccessLogEntry.Call(
                        method,
                        path == null ? "" : path,
                        query == null ? "" : query,
                        body,
                        Optional.ofNullable(bulkToken)),
                new AccessLogEntry.Caller(from, userAgent, referrer, language, headers()),
                status,
                bytes < 0 && micros < 0 && scheme.isEmpty() ? Answer.NONE : new Answer(bytes, micros, scheme));
    }

    private Map<String, String> headers() {
        return headers == null ? Map.of() : headers;
    }

    private String timeDetail() {
        if (withoutZone) {
            return "The line's time '" + unreadableTime + "' " + Unreadable.NO_ZONE
                    + ", so nobody knows when it was. Let the server log a time with"
                    + " its zone (nginx's log_format: $time_iso8601 or $msec; Apache's LogFormat: %t; otherwise ending in Z or"
                    + " +01:00).";
        }
        return unreadableTime.isEmpty()
                ? "The line has no time."
                : "The line's time '" + unreadableTime + "' cannot be read.";
    }

    private String addressDetail() {
        return unreadableClient.isEmpty()
                ? "The line has no client address."
                : "The client '" + unreadableClient + "' is no IP address. Where the server logs host names, let it log"
                        + " addresses (Apache: HostnameLookups Off, or %a instead of %h).";
    }
}
