/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.zip.CRC32;

/**
 * What identifies a row of {@code log_action}: found in the database by {@code hash = CRC32(name) AND name = ? AND type = ?},
 * lowest {@code idaction} first.
 *
 * @param name as stored, never empty
 * @param type Matomo's action type
 */
public record ActionName(String name, int type) {
    /** CRC-32 of the name as the table stores it: column {@code hash}. */
    public long hash() {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

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
