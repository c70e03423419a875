/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.util.Objects;

/**
 * What identifies a row of {@code log_action}: found in the database by {@code hash = CRC32(name) AND name = ? AND type = ?},
 * lowest {@code idaction} first.
 *
 * @param name as stored, never empty
 * @param type Matomo's action type
 */
public record ActionName(String name, int type) {
    public ActionName {
        Objects.requireNonNull(name, "name");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ActionName that && type == that.type && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + type;
    }
}
