/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

/** The first rule that matched, with its groups up to the last one that took part. Group 0 is not kept. */
public final class Match<T> {
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
     * replaced too, by nothing; higher numbers stay as they are: that is what the upstream library does.
     */
    public String fill(String template) {
        String filled = template;
        if (template.indexOf('$') >= 0) {
            filled = Subject.encode(template);
            for (int n = 1; n <= groups.length + 1 && filled.indexOf('$') >= 0; n++) {
                filled = filled.replace("$" + n, n <= groups.length ? groups[n - 1] : "");
            }
            filled = Subject.decode(filled);
        }
        return PhpText.trim(filled);
    }
}
