/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.regex;

/**
 * PCRE's modifiers.
 *
 * @param ignoreCase {@code i}, for ASCII letters
 * @param multiline {@code m}: {@code ^} and {@code $} match at every line
 * @param dotAll {@code s}: a dot matches a line feed too
 * @param extended {@code x}: white space and comments do not count
 * @param dollarAtEndOnly {@code D}: {@code $} does not match before a line feed at the end
 */
public record Flags(boolean ignoreCase, boolean multiline, boolean dotAll, boolean extended, boolean dollarAtEndOnly) {
    public static final Flags NONE = new Flags(false, false, false, false, false);
    public static final Flags IGNORE_CASE = new Flags(true, false, false, false, false);
}
