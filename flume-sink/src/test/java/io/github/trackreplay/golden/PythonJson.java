/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.golden;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.TreeMap;

/** JSON as Python's {@code json.dumps(…, sort_keys=True)} writes it, so that texts can be compared. */
final class PythonJson {
    private PythonJson() {}

    /** One line. */
    static String line(JsonElement json, boolean asciiOnly) {
        StringBuilder out = new StringBuilder();
        write(json, asciiOnly, out);
        return out.toString();
    }

    private static void write(JsonElement json, boolean asciiOnly, StringBuilder out) {
        if (json instanceof JsonObject object) {
            TreeMap<String, JsonElement> sorted = new TreeMap<>();
            object.entrySet().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
            String separator = "{";
            for (var entry : sorted.entrySet()) {
                out.append(separator);
                string(entry.getKey(), asciiOnly, out);
                out.append(": ");
                write(entry.getValue(), asciiOnly, out);
                separator = ", ";
            }
            out.append(sorted.isEmpty() ? "{}" : "}");
        } else if (json instanceof JsonArray array) {
            out.append('[');
            for (int i = 0; i < array.size(); i++) {
                out.append(i == 0 ? "" : ", ");
                write(array.get(i), asciiOnly, out);
            }
            out.append(']');
        } else if (json instanceof JsonPrimitive primitive && primitive.isString()) {
            string(primitive.getAsString(), asciiOnly, out);
        } else if (json instanceof JsonPrimitive primitive && primitive.isNumber()) {
            Number number = primitive.getAsNumber();
            out.append(number instanceof Double real ? real(real) : number.toString());
        } else {
            out.append(json);
        }
    }

    private static void string(String text, boolean asciiOnly, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\f' -> out.append("\\f");
                case '\b' -> out.append("\\b");
                default -> {
                    if (c < 0x20 || (asciiOnly && c > 0x7e)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** Python's {@code repr} of a float: the fewest digits that give the same number back. */
    static String real(double number) {
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        BigDecimal exact = new BigDecimal(number);
        BigDecimal shortest = exact;
        for (int digits = 1; digits <= 17; digits++) {
            shortest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (shortest.doubleValue() == number) {
                break;
            }
        }
        shortest = shortest.stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent < -4 || exponent >= 16) {
            String digits = shortest.unscaledValue().abs().toString();
            return (number < 0 ? "-" : "") + digits.charAt(0)
                    + (digits.length() > 1 ? "." + digits.substring(1) : "") + "e" + (exponent < 0 ? "-" : "+")
                    + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        }
        String plain = shortest.toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }
}
