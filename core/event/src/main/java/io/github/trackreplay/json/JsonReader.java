/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.json;

import com.google.common.base.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads one JSON text in a single pass over its bytes. For one thread.
 *
 * <p>Two manners: {@code strict} is RFC 8259. {@code lenient} also takes what web servers write into their logs:
 * {@code \xHH} for a byte, any other escaped character for itself, raw control characters. Bytes that are no UTF-8 are passed
 * through as bytes, and become U+FFFD in a string. Nesting is limited to 512, as in PHP.
 *
 * <pre>{@code
 * reader.beginObject();
 * while (reader.nextMember()) {
 *     switch (reader.name(NAMES)) { case 0 -> a = reader.string(); default -> reader.skip(); }
 * }
 * reader.end();
 * }</pre>
 */
public final class JsonReader {
    private static final int DEEPEST = 512;

    private final byte[] text;
    private final int to;
    private final boolean lenient;
    private int at;
    private int depth;
    private boolean first; // right behind an opening bracket
    private int nameFrom;
    private int nameTo;
    private int plainFrom;
    private int plainTo;
    private Optional<JsonText> escapedName = Optional.empty(); // of names that are not as they are written: hardly any

    private JsonReader(byte[] text, int from, int to, boolean lenient) {
        this.text = text;
        this.at = from;
        this.to = to;
        this.lenient = lenient;
    }

    public static JsonReader strict(byte[] text, int from, int to) {
        return new JsonReader(text, from, to, false);
    }

    public static JsonReader lenient(byte[] text, int from, int to) {
        return new JsonReader(text, from, to, true);
    }

    /** What comes next. */
    public enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        NUMBER,
        TRUE,
        FALSE,
        NULL
    }

    public Kind kind() throws JsonException {
        return switch (peek()) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case '"' -> Kind.STRING;
            case 't' -> Kind.TRUE;
            case 'f' -> Kind.FALSE;
            case 'n' -> Kind.NULL;
            default -> Kind.NUMBER;
        };
    }

    public void beginObject() throws JsonException {
        open('{');
    }

    public void beginArray() throws JsonException {
        open('[');
    }

    private void open(char bracket) throws JsonException {
        expect(bracket);
        if (++depth > DEEPEST) {
            throw new JsonException("nested too deeply", at);
        }
        first = true;
    }

    /** Steps to the next member and reads its name; at the object's end steps behind it and gives false. */
    public boolean nextMember() throws JsonException {
        if (!next('}')) {
            return false;
        }
        readName();
        expect(':');
        return true;
    }

    private void readName() throws JsonException {
        int end = peek() == '"' ? ByteScan.endOfPlainJson(text, at + 1, to) : to;
        if (end < to && text[end] == '"') {
            nameFrom = at + 1;
            nameTo = end;
            escapedName = Optional.empty();
            at = end + 1;
        } else {
            JsonText name = JsonText.read(text, at, to, lenient, peek());
            escapedName = Optional.of(name);
            at = name.next();
        }
    }

    /** Steps to the next element; at the array's end steps behind it and gives false. */
    public boolean nextElement() throws JsonException {
        return next(']');
    }

    private boolean next(char bracket) throws JsonException {
        int c = peek();
        if (c == bracket) {
            at++;
            depth--;
            first = false;
            return false;
        }
        if (!first) {
            expect(',');
            peek();
        }
        first = false;
        return true;
    }

    /** The number of the member's name; -1 for an unknown one. */
    public int name(JsonNames names) {
        if (escapedName.isPresent()) {
            JsonText name = escapedName.get();
            return names.find(name.bytes(), name.from(), name.to());
        }
        return names.find(text, nameFrom, nameTo);
    }

    /** The member's name. */
    public String name() {
        return memberName().string();
    }

    /** As {@link #name()}, one text where many documents have it in common. */
    public String repeatedName() {
        return escapedName.isPresent() ? name() : RepeatedTexts.utf8(text, nameFrom, nameTo);
    }

    /** The member's name as bytes. */
    public JsonText memberName() {
        return escapedName.orElseGet(() -> JsonText.plain(text, nameFrom, nameTo));
    }

    /** A string's content. */
    public String string() throws JsonException {
        return readPlain() ? utf8(text, plainFrom, plainTo) : text().string();
    }

    /** As {@link #string}, one text where many documents have it in common. */
    public String repeated() throws JsonException {
        return readPlain() ? RepeatedTexts.utf8(text, plainFrom, plainTo) : string();
    }

    /**
     * Reads a string that is as it is written: its bytes are those of the text from {@link #plainFrom} to {@link #plainTo}, until
     * the next one is read. Any other is left, for {@link #text}.
     */
    public boolean readPlain() throws JsonException {
        int end = peek() == '"' ? ByteScan.endOfPlainJson(text, at + 1, to) : to;
        if (end == to || text[end] != '"') {
            return false;
        }
        plainFrom = at + 1;
        plainTo = end;
        at = end + 1;
        first = false;
        return true;
    }

    /** Where the content begins that {@link #readPlain} has read. */
    public int plainFrom() {
        return plainFrom;
    }

    /** Where it ends. */
    public int plainTo() {
        return plainTo;
    }

    /** A string's content as bytes. */
    public JsonText text() throws JsonException {
        JsonText read = JsonText.read(text, at, to, lenient, peek());
        at = read.next();
        first = false;
        return read;
    }

    /** A number as it is written. */
    public JsonText number() throws JsonException {
        peek();
        int from = at;
        at = JsonNumbers.end(text, at, to);
        first = false;
        return JsonText.plain(text, from, at);
    }

    /** A whole number. */
    public long integer() throws JsonException {
        peek();
        int from = at;
        at = JsonNumbers.end(text, at, to);
        first = false;
        return JsonNumbers.whole(text, from, at);
    }

    /** {@code true}, {@code false} or {@code null}. */
    public Kind literal() throws JsonException {
        Kind kind = kind();
        String word = Ascii.toLowerCase(kind.name());
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= to || text[at + i] != word.charAt(i)) {
                throw new JsonException("no JSON value", at);
            }
        }
        at += word.length();
        first = false;
        return kind;
    }

    /** Steps over a value of any kind. */
    public void skip() throws JsonException {
        switch (kind()) {
            case STRING -> text();
            case NUMBER -> number();
            case TRUE, FALSE, NULL -> literal();
            case OBJECT -> {
                beginObject();
                while (nextMember()) {
                    skip();
                }
            }
            case ARRAY -> {
                beginArray();
                while (nextElement()) {
                    skip();
                }
            }
        }
    }

    /** Where the reader is. */
    public int position() {
        return at;
    }

    /** Checks that nothing but white space is left. */
    public void end() throws JsonException {
        skipSpace();
        if (at != to) {
            throw new JsonException("text behind the end of the JSON value", at);
        }
    }

    private void expect(char wanted) throws JsonException {
        if (peek() != wanted) {
            throw new JsonException("'" + wanted + "' expected", at);
        }
        at++;
    }

    private int peek() throws JsonException {
        skipSpace();
        if (at == to) {
            throw new JsonException("the text ends too early", at);
        }
        return text[at];
    }

    private void skipSpace() {
        while (at < to && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) {
            at++;
        }
    }

    /** UTF-8 decoded, invalid bytes as U+FFFD. */
    static String utf8(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
