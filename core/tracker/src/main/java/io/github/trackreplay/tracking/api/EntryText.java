/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.api;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.QueryString;
import io.github.trackreplay.php.UrlCoding;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Writes an entry of a bulk call as the query string that PHP reads back into the same parameters: ours first, because PHP
 * stops after a thousand; then the request's own, without those that would replace one of ours, under whatever spelling PHP
 * takes for it; then those of its form that the query does not have. Stateless.
 */
final class EntryText {
    /** Never passed on: the call's own token counts, and times come in {@code cdt} alone. */
    private static final Set<String> DROPPED = Set.of("token_auth", "cdo");

    private final StringBuilder text;
    private final Set<String> taken;
    private int variables;

    private EntryText(int length) {
        this.text = new StringBuilder(length + 256).append('?');
        this.taken = new HashSet<>(DROPPED);
    }

    /**
     * Writes one.
     *
     * @param ours names and values, as text
     * @param query as logged
     * @param body a form as logged; may be empty
     */
    static String of(Map<String, String> ours, String query, String body) {
        EntryText entry = new EntryText(query.length() + body.length());
        ours.forEach(entry::our);
        Set<String> ofQuery = entry.own(query, Set.of());
        entry.own(body, ofQuery);
        return entry.text.toString();
    }

    private void our(String name, String value) {
        taken.add(name);
        separate();
        text.append(name).append('=').append(UrlCoding.encode(ByteText.bytes(value)));
    }

    private void separate() {
        text.append(text.length() > 1 ? "&" : "");
        variables++;
    }

    /** Appends the pairs of a form, but for those of some names; gives the names that it has. */
    private Set<String> own(String form, Set<String> but) {
        Set<String> names = new HashSet<>();
        int at = 0;
        while (at < form.length()) {
            int and = form.indexOf('&', at);
            int end = and < 0 ? form.length() : and;
            if (end > at && variables < QueryString.MAX_VARIABLES) {
                String name = name(form, at, end);
                names.add(name);
                if (!name.isEmpty() && !taken.contains(name) && !but.contains(name)) {
                    separate();
                    append(form, at, end);
                }
            }
            at = end + 1;
        }
        return names;
    }

    /** The variable that PHP makes of a pair; empty where it makes none. */
    private static String name(String form, int from, int end) {
        int to = Ascii.indexWithin(form, '=', from, end);
        for (int i = from; i < to; i++) {
            char c = form.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9');
            if (!plain) {
                return read(form.substring(from, to));
            }
        }
        return form.substring(from, to);
    }

    private static String read(String name) {
        for (Map.Entry<Object, Object> variable : QueryString.parse(name).entries()) {
            return String.valueOf(variable.getKey());
        }
        return "";
    }

    private void append(String form, int from, int end) {
        for (int i = from; i < end; i++) {
            char c = form.charAt(i);
            if (c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '#') {
                text.append(c);
            } else if (c < 0x80) {
                text.append('%').append(hex(c >> 4)).append(hex(c & 15));
            } else {
                int point = form.codePointAt(i);
                text.append(UrlCoding.encode(ByteText.bytes(Character.toString(point))));
                i += Character.charCount(point) - 1;
            }
        }
    }

    private static char hex(int digit) {
        return "0123456789ABCDEF".charAt(digit);
    }
}
