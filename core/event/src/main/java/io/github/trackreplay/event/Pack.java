/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.List;
import java.util.Objects;

/**
 * What the interceptor emits and the sink takes: a range of a log file with its requests and rejected lines, in file
 * order. Everything else in the range was skipped.
 *
 * @param header the range
 * @param entries requests and rejected lines by ascending offset, then index; empty in a heartbeat
 */
public record Pack(PackHeader header, List<PackEntry> entries) {
    public Pack {
        Objects.requireNonNull(header, "header");
        entries = List.copyOf(entries);
    }
}
