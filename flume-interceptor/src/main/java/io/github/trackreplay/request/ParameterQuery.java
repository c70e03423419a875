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
import org.jspecify.annotations.Nullable;

/**
 * A request of a bulk call that is written as an object, as a query string that PHP would read into the same parameters:
 * {@code {"a":1,"b":{"c":[2]}}} is {@code a=1&b%5Bc%5D%5B0%5D=2}. {@code true} is {@code 1}, {@code false} is empty,
 * {@code null} is left out, as for PHP, and so are names that a query cannot carry unchanged: no parameter has such a name. For
 * one request.
 */
final class ParameterQuery {
    private static final int PRECISION = 14;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(ISO_8859_1);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    private final JsonReader json;

    private ParameterQuery(JsonReader json) {
        this.json = json;
    }

    /** Reads the object (or array) that comes next; empty if it has no parameters. */
    static String read(JsonReader json) throws JsonException {
        ParameterQuery query = new ParameterQuery(json);
        query.members(null);
        return query.out.toString(ISO_8859_1);
    }

    private void members(byte @Nullable [] name) throws JsonException {
        if (json.kind() == JsonReader.Kind.ARRAY) {
            json.beginArray();
            for (int i = 0; json.nextElement(); i++) {
                value(member(name, encoded(Integer.toString(i).getBytes(ISO_8859_1))));
            }
        } else {
            json.beginObject();
            while (json.nextMember()) {
                byte[] own = BulkBody.checked(json.memberName()).copy();
                if (name == null && isChangedInAQuery(own)) {
                    json.skip();
                } else {
                    value(member(name, encoded(own)));
                }
            }
        }
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

    private static byte[] member(byte @Nullable [] of, byte[] name) {
        if (of == null) {
            return name;
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(of);
        joined.writeBytes("%5B".getBytes(ISO_8859_1));
        joined.writeBytes(name);
        joined.writeBytes("%5D".getBytes(ISO_8859_1));
        return joined.toByteArray();
    }

    private void value(byte[] name) throws JsonException {
        switch (json.kind()) {
            case STRING -> {
                parameter(name, encoded(BulkBody.checked(json.text()).copy()));
            }
            case NUMBER -> parameter(name, encoded(php(json.number().string()).getBytes(ISO_8859_1)));
            case TRUE -> {
                json.literal();
                parameter(name, new byte[] {'1'});
            }
            case FALSE -> {
                json.literal();
                parameter(name, new byte[0]);
            }
            case NULL -> json.literal();
            default -> members(name);
        }
    }

    private void parameter(byte[] name, byte[] value) {
        if (out.size() > 0) {
            out.write('&');
        }
        out.writeBytes(name);
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
