/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.trackreplay.json.JsonException;
import io.github.trackreplay.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;

/**
 * A request of a bulk call that is written as an object, as a query string that PHP would read into the same parameters:
 * {@code {"a":1,"b":{"c":[2]}}} is {@code a=1&b%5Bc%5D%5B0%5D=2}. {@code true} is {@code 1}, {@code false} is empty,
 * {@code null} is left out, as for PHP, and so are names that a query cannot carry unchanged: no parameter has such a name.
 * Takes effort in proportion to what is read and what comes of it: each value repeats the names that it lies below, so what
 * may come of it is bounded. For one request.
 */
final class ParameterQuery {
    private static final int PRECISION = 14;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(ISO_8859_1);
    private static final byte[] OPENED = "%5B".getBytes(ISO_8859_1);
    private static final byte[] CLOSED = "%5D".getBytes(ISO_8859_1);

    /** There is more than may come of it. Without a stack trace: anybody can send such. */
    static final class GrowthException extends Exception {
        private static final long serialVersionUID = 1L;

        GrowthException() {
            super("more than may come of it", null, false, false);
        }
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    private final JsonReader json;
    private final long most;

    /** The encoded name of the value that is being read; only the first {@link #named} bytes count. */
    private byte[] name = new byte[64];

    private int named;

    private ParameterQuery(JsonReader json, long most) {
        this.json = json;
        this.most = most;
    }

    /**
     * Reads the object (or array) that comes next; empty if it has no parameters.
     *
     * @param most how many bytes the query may have
     * @throws GrowthException if it has more
     */
    static String read(JsonReader json, long most) throws JsonException, GrowthException {
        ParameterQuery query = new ParameterQuery(json, most);
        query.members(true);
        return query.out.toString(ISO_8859_1);
    }

    private void members(boolean top) throws JsonException, GrowthException {
        int of = named;
        if (json.kind() == JsonReader.Kind.ARRAY) {
            json.beginArray();
            for (int i = 0; json.nextElement(); i++) {
                member(top, of, encoded(Integer.toString(i).getBytes(ISO_8859_1)));
            }
        } else {
            json.beginObject();
            while (json.nextMember()) {
                byte[] own = BulkBody.checked(json.memberName()).copy();
                if (top && isChangedInAQuery(own)) {
                    json.skip();
                } else {
                    member(top, of, encoded(own));
                }
            }
        }
    }

    /** @param of how much of the name is that of what the member belongs to */
    private void member(boolean top, int of, byte[] own) throws JsonException, GrowthException {
        named = of;
        if (top) {
            append(own);
        } else {
            append(OPENED);
            append(own);
            append(CLOSED);
        }
        value();
        named = of;
    }

    private void append(byte[] bytes) {
        if (name.length - named < bytes.length) {
            name = Arrays.copyOf(name, Math.max(2 * name.length, named + bytes.length));
        }
        System.arraycopy(bytes, 0, name, named, bytes.length);
        named += bytes.length;
    }

    /** Whether PHP would read the name in a query as another one: {@code token.auth} in an object is not {@code token_auth}. */
    private static boolean isChangedInAQuery(byte[] name) {
        for (byte b : name) {
            if (b == '.' || b == ' ' || b == '[') {
                return true;
            }
        }
        return false;
    }

    private void value() throws JsonException, GrowthException {
        switch (json.kind()) {
            case STRING -> {
                parameter(encoded(BulkBody.checked(json.text()).copy()));
            }
            case NUMBER -> parameter(encoded(php(json.number().string()).getBytes(ISO_8859_1)));
            case TRUE -> {
                json.literal();
                parameter(new byte[] {'1'});
            }
            case FALSE -> {
                json.literal();
                parameter(new byte[0]);
            }
            case NULL -> json.literal();
            default -> members(false);
        }
    }

    private void parameter(byte[] value) throws GrowthException {
        if ((long) out.size() + named + value.length + 2 > most) {
            throw new GrowthException();
        }
        if (out.size() > 0) {
            out.write('&');
        }
        out.write(name, 0, named);
        out.write('=');
        out.writeBytes(value);
    }

    static byte[] encoded(byte[] text) {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream(text.length + 16);
        for (byte b : text) {
            if ((b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || "-_.~".indexOf(b) >= 0) {
                encoded.write(b);
            } else {
                encoded.write('%');
                encoded.write(HEX[b >> 4 & 15]);
                encoded.write(HEX[b & 15]);
            }
        }
        return encoded.toByteArray();
    }

    /** A number as PHP writes it: whole ones of 64 bits as they are, others with 14 digits (its setting precision). */
    private static String php(String number) {
        if (number.equals("-0")) {
            return "0";
        }
        if (number.matches("-?\\d{1,19}") && isLong(number)) {
            return number;
        }
        double value = Double.parseDouble(number);
        if (Double.isInfinite(value)) {
            return value > 0 ? "INF" : "-INF";
        }
        String sign = value < 0 || 1 / value < 0 ? "-" : "";
        return sign + (value == 0 ? "0" : fourteenDigits(new BigDecimal(Math.abs(value))));
    }

    private static boolean isLong(String number) {
        BigInteger value = new BigInteger(number);
        return value.bitLength() < Long.SIZE;
    }

    private static String fourteenDigits(BigDecimal value) {
        BigDecimal rounded =
                value.round(new MathContext(PRECISION, RoundingMode.HALF_EVEN)).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < PRECISION) {
            return rounded.toPlainString();
        }
        String digits = rounded.unscaledValue().toString();
        return digits.charAt(0) + "." + (digits.length() > 1 ? digits.substring(1) : "0") + "E"
                + (exponent < 0 ? "" : "+") + exponent;
    }
}
