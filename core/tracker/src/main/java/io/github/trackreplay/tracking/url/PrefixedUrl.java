/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.url;

import io.github.trackreplay.php.Ascii;
import java.util.List;
import java.util.OptionalInt;

/**
 * A URL without its scheme and {@code www.}, which stand beside it as a code ({@code log_action.url_prefix}).
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/PageUrl::normalizeUrl}.
 *
 * @param url what is left
 * @param prefix 0 {@code http://}, 1 {@code http://www.}, 2 {@code https://}, 3 {@code https://www.}; nothing for others
 */
public record PrefixedUrl(String url, OptionalInt prefix) {
    private static final List<String> PREFIXES = List.of("http://", "http://www.", "https://", "https://www.");

    /** Takes the longest known prefix off, in any case. */
    public static PrefixedUrl of(String url) {
        for (int code : new int[] {1, 0, 3, 2}) {
            if (Ascii.startsWithIgnoreCase(url, PREFIXES.get(code))) {
                return new PrefixedUrl(url.substring(PREFIXES.get(code).length()), OptionalInt.of(code));
            }
        }
        return new PrefixedUrl(url, OptionalInt.empty());
    }

    /** The whole URL again; the prefix is in lower case. */
    public String full() {
        return (prefix.isPresent() ? PREFIXES.get(prefix.getAsInt()) : "") + url;
    }
}
