/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * PHP's {@code json_encode($value)} without flags, of what {@link Json#decode} gives but floats: all but ASCII and the slash are escaped, an
 * array whose keys are 0, 1, 2 … is a list.
 */
public final class JsonEncoding {
    private final StringBuilder out = new StringBuilder();

    private JsonEncoding() {}

    /**
     * The document.
     *
     * @throws IllegalArgumentException for a value of another type, such as a float
     */
    public static String encode(@Nullable Object value) {
        JsonEncoding text = new JsonEncoding();
        text.add(value);
        return text.out.toString();
    }

    private void add(@Nullable Object value) {
        if (value instanceof PhpArray array) {
            if (array.isList()) {
                list(array);
            } else {
                object(array);
            }
        } else if (value instanceof String string) {
            string(string);
        } else if (value == null || value instanceof Long || value instanceof Boolean) {
            out.append(value);
        } else {
            throw new IllegalArgumentException("A value of " + value.getClass() + " is not written as JSON.");
        }
    }

    private void list(PhpArray array) {
        String separator = "[";
        for (Object value : array.values()) {
            out.append(separator);
            add(value);
            separator = ",";
        }
        out.append(array.isEmpty() ? "[]" : "]");
    }

    private void object(PhpArray array) {
        String separator = "{";
        for (Map.Entry<Object, @Nullable Object> entry : array.entries()) {
            out.append(separator);
            string(entry.getKey().toString());
            out.append(':');
            add(entry.getValue());
            separator = ",";
        }
        out.append('}');
    }

    private void string(String bytes) {
        out.append('"');
        ByteText.text(bytes).chars().forEach(c -> character((char) c));
        out.append('"');
    }

    private void character(char c) {
        int plain = "\"\\/\b\f\n\r\t".indexOf(c);
        if (plain >= 0) {
            out.append('\\').append("\"\\/bfnrt".charAt(plain));
        } else if (c < ' ' || c > 0x7f) {
            out.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                out.append(Character.forDigit(c >> shift & 0xf, 16));
            }
        } else {
            out.append(c);
        }
    }
}
