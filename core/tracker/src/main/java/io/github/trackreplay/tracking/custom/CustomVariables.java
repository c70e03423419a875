/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.custom;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Html;
import io.github.trackreplay.php.Numbers;
import io.github.trackreplay.php.PhpArray;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Custom variables: a JSON object of number → [name, value] in {@code _cvar} (of the visit) or {@code cvar} (of the page).
 * Pairs with a number beyond the installed columns, and those that are no pair of single values, are left out.
 *
 * <p>Source of the rule: Matomo's {@code CustomVariables/Tracker/CustomVariablesRequestProcessor::processRequestParams}.
 */
public final class CustomVariables {
    private static final int LONGEST = 200;

    private CustomVariables() {}

    /** Columns of the visit. */
    public static Columns ofVisit(RequestParameters parameters, int slots) {
        return read(parameters, "_cvar", slots);
    }

    /** Columns of the page. */
    public static Columns ofPage(RequestParameters parameters, int slots) {
        return read(parameters, "cvar", slots);
    }

    private static Columns read(RequestParameters parameters, String parameter, int slots) {
        Columns columns = new Columns();
        if (slots == 0 || !parameters.has(parameter)) {
            return columns;
        }
        parameters.json(parameter).ifPresent(pairs -> {
            for (Map.Entry<Object, Object> entry : pairs.entries()) {
                if (entry.getValue() instanceof PhpArray pair && pair.size() == 2) {
                    put(columns, number(entry.getKey()), pair, slots);
                }
            }
        });
        return columns;
    }

    private static void put(Columns columns, long number, PhpArray pair, int slots) {
        if (!pair.containsKey("0") || !pair.containsKey("1")) {
            return;
        }
        String name = text(pair.get("0"));
        String value = text(pair.get("1"));
        if (number >= 1 && number <= slots && name != null && value != null) {
            columns.put("custom_var_k" + number, name);
            columns.put("custom_var_v" + number, value);
        }
    }

    private static long number(Object key) {
        return key instanceof Long number ? number : Numbers.toLong(key.toString());
    }

    private static @Nullable String text(@Nullable Object value) {
        String raw = value instanceof String string
                ? ByteText.text(Html.unsanitize(ByteText.bytes(string)))
                : value instanceof Long number
                        ? number.toString()
                        : value instanceof Double real
                                ? Numbers.format(real)
                                : value instanceof PhpArray ? null : Boolean.TRUE.equals(value) ? "1" : "";
        if (raw == null) {
            return null;
        }
        String trimmed = Ascii.trim(raw);
        return trimmed.codePointCount(0, trimmed.length()) <= LONGEST
                ? trimmed
                : trimmed.substring(0, trimmed.offsetByCodePoints(0, LONGEST));
    }
}
