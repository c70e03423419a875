/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.page;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.trackreplay.json.JsonWriter;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes one JSON document from its beginning to its end. Numbers that are none become null. Not thread-safe. */
public final class Document {
    private static final byte[] NULL = "null".getBytes(US_ASCII);

    private final JsonWriter json = new JsonWriter(4096);
    private boolean first = true;

    /** An object as the next value. */
    public Document object(Runnable fields) {
        return nested('{', fields, '}');
    }

    /** An array as the next value. */
    public Document array(Runnable values) {
        return nested('[', values, ']');
    }

    /** An array with a value for each. */
    public <T> Document array(Collection<T> all, Consumer<T> value) {
        return array(() -> all.forEach(value));
    }

    private Document nested(char begin, Runnable inner, char end) {
        next();
        json.raw(begin);
        first = true;
        inner.run();
        json.raw(end);
        first = false;
        return this;
    }

    /** The name of the value that is written next. */
    public Document field(String name) {
        next();
        json.string(name);
        json.raw(':');
        first = true;
        return this;
    }

    public Document text(@Nullable String value) {
        next();
        if (value == null) {
            json.raw(NULL);
        } else {
            json.string(value);
        }
        return this;
    }

    public Document number(long value) {
        next();
        json.number(value);
        return this;
    }

    public Document number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return number((long) value);
        }
        next();
        json.raw(Double.isFinite(value) ? Double.toString(value).getBytes(US_ASCII) : NULL);
        return this;
    }

    public Document yes(boolean value) {
        next();
        json.raw((value ? "true" : "false").getBytes(US_ASCII));
        return this;
    }

    /** A finished document as the next value. */
    public Document embedded(byte[] document) {
        next();
        json.raw(document);
        return this;
    }

    private void next() {
        if (!first) {
            json.raw(',');
        }
        first = false;
    }

    public byte[] bytes() {
        return json.toByteArray();
    }
}
