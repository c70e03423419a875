/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.PhpArray;
import io.github.trackreplay.php.UrlCoding;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Writes a request's parameters as a query string in which whatever looks like a token is blanked out.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/Failures::logFailure}.
 */
final class FailureUrl {
    private static final String BLANK = "__TOKEN_AUTH__";
    private static final Set<String> TOKENS = Set.of("token_auth", "token", "tokenauth", "token__auth");
    private static final int SHORTEST_TOKEN = 29;
    private static final int LONGEST_TOKEN = 36;

    private FailureUrl() {}

    static String of(RequestParameters parameters, String token) {
        StringJoiner query = new StringJoiner("&");
        for (Map.Entry<Object, Object> entry : parameters.raw().entries()) {
            String name = entry.getKey().toString();
            if (TOKENS.contains(name)) {
                add(query, name, BLANK);
            } else if (entry.getValue() instanceof String value) {
                add(query, name, isToken(value, token) ? BLANK : value);
            } else if (entry.getValue() instanceof PhpArray array) {
                addAll(query, name, array);
            }
        }
        return query.toString();
    }

    private static void addAll(StringJoiner query, String name, PhpArray array) {
        for (Map.Entry<Object, Object> entry : array.entries()) {
            String member = name + '[' + entry.getKey() + ']';
            if (entry.getValue() instanceof PhpArray nested) {
                addAll(query, member, nested);
            } else if (entry.getValue() != null) {
                add(query, member, entry.getValue().toString());
            }
        }
    }

    private static void add(StringJoiner query, String name, String value) {
        query.add(UrlCoding.encode(ByteText.bytes(name)) + '=' + UrlCoding.encode(ByteText.bytes(value)));
    }

    private static boolean isToken(String value, String token) {
        return (!Ascii.isEmpty(token) && value.equals(token)) || looksLikeToken(value);
    }

    private static boolean looksLikeToken(String value) {
        return value.length() >= SHORTEST_TOKEN
                && value.length() <= LONGEST_TOKEN
                && value.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
    }
}
