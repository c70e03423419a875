/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import io.github.trackreplay.php.Numbers;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/** What one column of one row holds. */
public sealed interface Value permits Value.Null, Value.Text, Value.Whole, Value.Real, Value.Bytes, Value.Time, Ref {
    /** SQL's {@code NULL}. */
    Value NULL = Null.INSTANCE;

    /** The one value that is absent. */
    enum Null implements Value {
        INSTANCE
    }

    /**
     * Characters: {@code char}, {@code varchar}, and {@code time} as {@code HH:MM:SS}.
     *
     * @param text never null
     */
    record Text(String text) implements Value {
        public Text {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * A whole number, also for booleans.
     *
     * @param number as stored
     */
    record Whole(long number) implements Value {
        private static final int LEAST = -1;
        private static final Whole[] SMALL = new Whole[1026];

        static {
            for (int i = 0; i < SMALL.length; i++) {
                SMALL[i] = new Whole(i + LEAST);
            }
        }

        /** The number; of small ones, which most columns hold, there is one object each. */
        public static Whole of(long number) {
            return number >= LEAST && number < LEAST + SMALL.length ? SMALL[(int) number - LEAST] : new Whole(number);
        }
    }

    /**
     * A number with a fraction: {@code decimal}, {@code double}, {@code float}.
     *
     * @param number never null; compared by value, whatever its scale
     */
    record Real(BigDecimal number) implements Value {
        public Real {
            Objects.requireNonNull(number, "number");
        }

        /** What PHP writes for a floating-point number: 14 digits, and a word for what is no number, which is text to SQL. */
        public static Value of(double number) {
            String written = Numbers.format(number);
            return Double.isFinite(number) ? new Real(new BigDecimal(written)) : new Text(written);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Real real && number.compareTo(real.number) == 0;
        }

        @Override
        public int hashCode() {
            return number.stripTrailingZeros().hashCode();
        }
    }

    /**
     * Bytes: visitor ids, configuration ids, addresses.
     *
     * @param bytes never null, never changed after construction
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by content below
    record Bytes(byte[] bytes) implements Value {
        public Bytes {
            Objects.requireNonNull(bytes, "bytes");
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Bytes[" + HexFormat.of().formatHex(bytes) + "]";
        }
    }

    /**
     * A {@code datetime}, which Matomo keeps in UTC.
     *
     * @param seconds since 1970-01-01 UTC
     */
    record Time(long seconds) implements Value {}
}
