/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads PHP's {@code serialize} format as far as Matomo's option rows use it: arrays, strings, numbers, booleans and null. */
public final class PhpSerialized {
    private final String in;
    private int at;

    private PhpSerialized(String in) {
        this.in = in;
    }

    /** The array that a byte string holds; nothing where it is broken or no array. Objects make it broken. */
    public static Optional<PhpArray> array(String bytes) {
        try {
            return new PhpSerialized(bytes).value() instanceof PhpArray array ? Optional.of(array) : Optional.empty();
        } catch (IndexOutOfBoundsException | NumberFormatException broken) {
            return Optional.empty();
        }
    }

    private @Nullable Object value() {
        char type = in.charAt(at);
        at += 2;
        return switch (type) {
            case 'N' -> null;
            case 'b' -> until(';').equals("1");
            case 'i' -> Long.parseLong(until(';'));
            case 'd' -> Numbers.toDouble(until(';'));
            case 's' -> string();
            case 'a' -> array();
            default -> throw new NumberFormatException("not a plain value: " + type);
        };
    }

    private String string() {
        int length = Integer.parseInt(until(':'));
        String string = in.substring(at + 1, at + 1 + length);
        at += length + 3;
        return string;
    }

    private PhpArray array() {
        int count = Integer.parseInt(until(':'));
        at++;
        PhpArray array = new PhpArray();
        for (int i = 0; i < count; i++) {
            array.put(String.valueOf(value()), value());
        }
        at++;
        return array;
    }

    private String until(char end) {
        int stop = in.indexOf(end, at);
        String text = in.substring(at, stop);
        at = stop + 1;
        return text;
    }
}
