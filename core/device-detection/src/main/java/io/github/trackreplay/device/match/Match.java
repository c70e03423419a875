/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

/** The first rule that matched, with its groups up to the last one that took part. Group 0 is not kept. */
public final class Match<T> {
    /** Bytes; names, models and versions are stored in columns of at most 250 characters. */
    private static final int LONGEST = 1 << 16;

    private final T value;
    private final String[] groups;

    Match(T value, String[] groups) {
        this.value = value;
        this.groups = groups;
    }

    public T value() {
        return value;
    }

    /**
     * A text of the definitions with `$1`, `$2`, … replaced by the groups, trimmed. One number more than there are groups is
     * replaced too, by nothing; higher numbers stay as they are: that is what the upstream library does. A group may hold
     * the placeholder of a later one, as often as the sender likes: only the beginning of a very long text is given.
     */
    public String fill(String template) {
        String filled = template;
        if (template.indexOf('$') >= 0) {
            filled = Subject.encode(template);
            for (int n = 1; n <= groups.length + 1 && filled.indexOf('$') >= 0; n++) {
                filled = replaced(filled, "$" + n, n <= groups.length ? groups[n - 1] : "");
            }
            filled = Subject.decode(filled);
        }
        return PhpText.trim(filled);
    }

    private static String replaced(String text, String place, String by) {
        int at = text.indexOf(place);
        if (at < 0) return text;
        StringBuilder out = new StringBuilder();
        int from = 0;
        while (at >= 0 && out.length() < LONGEST) {
            out.append(text, from, at).append(by, 0, Math.min(by.length(), LONGEST));
            from = at + place.length();
            at = text.indexOf(place, from);
        }
        if (out.length() < LONGEST) out.append(text, from, text.length());
        if (out.length() > LONGEST) out.setLength(LONGEST);
        return out.toString();
    }
}
