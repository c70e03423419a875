/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the source emits: the candidate lines of a range, unparsed. Lines that cannot be tracker calls are already left
 * out; the range accounts for them.
 *
 * <p>Why so: {@code docs/decisions/0002-raw-packs.md}.
 *
 * @param header the range
 * @param fields the last {@code #Fields:} comment line of the file before these lines (W3C logs), without its line end
 * @param lines the candidate lines in file order; empty in a heartbeat or where everything was skipped
 */
public record RawPack(PackHeader header, Optional<String> fields, List<RawLine> lines) {
    public RawPack {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(fields, "fields");
        lines = List.copyOf(lines);
    }
}
