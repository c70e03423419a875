/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.request;

import io.github.trackreplay.accesslog.Texts;
import io.github.trackreplay.json.JsonText;

/** The query of a URL, as PHP's {@code parse_url} finds it. */
final class UrlQuery {
    private UrlQuery() {}

    /** What stands between the first {@code ?} and the {@code #}, control characters as {@code _}; empty if nothing. */
    static String of(JsonText url) {
        byte[] bytes = url.copy();
        int end = 0;
        int mark = -1;
        while (end < bytes.length && bytes[end] != '#') {
            if (bytes[end] == '?' && mark < 0) {
                mark = end;
            }
            if ((bytes[end] >= 0 && bytes[end] < ' ') || bytes[end] == 0x7f) {
                bytes[end] = '_';
            }
            end++;
        }
        String query = mark < 0 ? "" : Texts.percentAscii(bytes, mark + 1, end);
        return query.equals("0") ? "" : query; // empty to PHP
    }
}
