/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.audit;

import io.github.trackreplay.order.ByteRange;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * What the ledger knows of a log file.
 *
 * @param previous fingerprint of the file before it in the chain
 * @param taken ranges, ascending
 * @param rejectedRanges of rows that wait
 * @param heldBytes held back, by the offset of their line
 * @param proofs by block start, then by boundary: what the bytes hash to, in hexadecimal digits
 */
public record LedgerFile(
        long id,
        String stream,
        String fingerprint,
        long number,
        Optional<String> previous,
        String host,
        String path,
        long applied,
        long skipped,
        long rejected,
        long held,
        long lost,
        List<ByteRange> taken,
        List<ByteRange> rejectedRanges,
        Map<Long, Long> heldBytes,
        NavigableMap<Long, NavigableMap<Long, String>> proofs) {
    /** One past the last byte that was taken. */
    public long takenTo() {
        return taken.isEmpty() ? 0 : taken.get(taken.size() - 1).end();
    }
}
