/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** Properties that remember which of them a file sets again to something else. */
final class RepeatedSettings extends Properties {
    private static final long serialVersionUID = 1;

    private final TreeSet<String> repeated = new TreeSet<>();

    @Override
    public synchronized Object put(Object name, Object value) {
        Object before = super.put(name, value);
        if (before != null && !before.equals(value)) {
            repeated.add(name.toString());
        }
        return before;
    }

    @Override
    public synchronized boolean equals(Object other) {
        return super.equals(other);
    }

    @Override
    public synchronized int hashCode() {
        return super.hashCode();
    }

    /** Their names. */
    synchronized Set<String> names() {
        return Set.copyOf(repeated);
    }
}
