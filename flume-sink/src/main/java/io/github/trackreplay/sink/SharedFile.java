/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.LogFile;
import java.util.List;

/**
 * A log file that came for the first time under its stream's name and that other streams have too: the same log under two
 * names would be applied twice.
 *
 * @param file as it came now
 * @param others names of the streams that had it before
 * @param setAside whether its bytes are proven to be the same, so that what comes of its stream is set aside until an operator
 *     has decided
 */
public record SharedFile(LogFile file, List<String> others, boolean setAside) {
    public SharedFile {
        others = List.copyOf(others);
    }
}
