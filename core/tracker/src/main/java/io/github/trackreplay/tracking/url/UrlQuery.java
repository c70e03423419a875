/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.url;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.Html;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a URL's query string as Matomo's {@code UrlHelper::getArrayFromQueryString} sees them: names and values
 * cleaned but not URL-decoded, {@code name[]=} collected in lists, a name without {@code =} told from one with an empty value.
 * Byte strings throughout.
 */
public final class UrlQuery {
    /** One value, or several that came as {@code name[]}; null stands for a name without {@code =}. */
    private final Map<String, @Nullable Object> parameters = new LinkedHashMap<>();

    private UrlQuery() {}

    /** Reads a query string; null and {@code 0} have no parameters. */
    public static UrlQuery parse(@Nullable String query) {
        UrlQuery result = new UrlQuery();
        if (query == null || Ascii.isEmpty(query)) {
            return result;
        }
        String pairs = trimEnd(query, query.charAt(0) == '?' ? 1 : 0);
        int at = 0;
        while (at <= pairs.length()) {
            int end = pairs.indexOf('&', at);
            end = end < 0 ? pairs.length() : end;
            if (end > at) {
                result.add(pairs, at, end);
            }
            at = end + 1;
        }
        return result;
    }

    private static String trimEnd(String query, int from) {
        return Ascii.trim('&' + query.substring(from)).substring(1);
    }

    private void add(String pairs, int start, int end) {
        int equals = Ascii.indexWithin(pairs, '=', start, end);
        boolean valued = equals < end;
        String name = clean(pairs.substring(start, equals));
        String value = valued ? clean(pairs.substring(equals + 1, end)) : null;
        String base = withoutBrackets(name);
        if (!Ascii.isEmpty(base) && base.length() < name.length()) {
            list(base).add(value);
        } else if (!Ascii.isEmpty(name)) {
            parameters.put(name, value);
        }
    }

    private static String clean(String text) {
        return Ascii.isEmpty(text) ? text : Html.sanitizeLine(text);
    }

    private static String withoutBrackets(String name) {
        int end = name.length() - bracketLength(name, name.length(), ']', "%5d");
        if (end == name.length()) {
            return name;
        }
        int start = end - bracketLength(name, end, '[', "%5b");
        return start == end ? name : name.substring(0, start);
    }

    private static int bracketLength(String name, int end, char bracket, String encoded) {
        if (end > 0 && name.charAt(end - 1) == bracket) {
            return 1;
        }
        return end > 2 && Ascii.equalsIgnoreCase(name.substring(end - 3, end), encoded) ? 3 : 0;
    }

    @SuppressWarnings("unchecked")
    private List<@Nullable String> list(String name) {
        if (parameters.get(name) instanceof List<?> list) {
            return (List<@Nullable String>) list;
        }
        List<@Nullable String> list = new ArrayList<>();
        parameters.put(name, list);
        return list;
    }

    /** The value of a parameter that is a single one; null where it is missing, a list or without {@code =}. */
    public @Nullable String value(String name) {
        return parameters.get(name) instanceof String value ? value : null;
    }

    /** The value of a parameter, the first one of a list; null where there is none. */
    public @Nullable String firstValue(String name) {
        Object value = parameters.get(name);
        return value instanceof List<?> list ? (String) list.get(0) : (String) value;
    }

    /** Whether PHP does not call the parameter empty: a value other than {@code 0}, or any list. */
    public boolean isFilled(String name) {
        Object value = parameters.get(name);
        return value instanceof List || (value instanceof String string && !Ascii.isEmpty(string));
    }

    /** The parameters with their names mapped; where names become equal the last one counts. */
    UrlQuery mapNames(UnaryOperator<String> mapping) {
        UrlQuery result = new UrlQuery();
        parameters.forEach((name, value) -> result.parameters.put(mapping.apply(name), value));
        return result;
    }

    /** The parameters with their values mapped. */
    UrlQuery mapValues(UnaryOperator<String> mapping) {
        UrlQuery result = new UrlQuery();
        parameters.forEach((name, value) -> result.parameters.put(
                name,
                value instanceof List<?> list
                        ? list.stream()
                                .map(item -> item == null ? null : mapping.apply((String) item))
                                .toList()
                        : value == null ? null : mapping.apply((String) value)));
        return result;
    }

    /** Writes a query string without the parameters that a filter names. */
    public String without(ParameterFilter excluded) {
        StringBuilder query = new StringBuilder();
        parameters.forEach((encoded, value) -> {
            String name = encoded.indexOf('%') < 0
                    ? encoded
                    : encoded.replace("%5B", "[").replace("%5D", "]");
            if (!excluded.matches(name)) {
                append(query, name, value);
            }
        });
        return query.length() == 0 ? "" : query.substring(0, query.length() - 1);
    }

    private static void append(StringBuilder query, String name, @Nullable Object value) {
        BiConsumer<String, @Nullable Object> pair = (key, single) -> {
            query.append(key);
            if (single != null) {
                query.append('=').append(single);
            }
            query.append('&');
        };
        if (value instanceof List<?> list) {
            list.forEach(item -> pair.accept(name + "[]", item));
        } else {
            pair.accept(name, value);
        }
    }
}
