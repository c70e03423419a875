/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.audit;

import io.github.trackreplay.order.ByteRange;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * What the ledger knows of a log file.
 *
 * @param id of its row
 * @param name which file it is
 * @param found where it was read last
 * @param bytes what became of its bytes
 * @param ranges which bytes these are
 */
public record LedgerFile(long id, Name name, Found found, Bytes bytes, Ranges ranges) {
    /**
     * Which file of which stream.
     *
     * @param awaited whether the order waits for that stream: it is listed, or nobody has taken it out
     * @param number its place among the stream's files
     * @param previous fingerprint of the file before it in the chain
     */
    public record Name(String stream, boolean awaited, String fingerprint, long number, Optional<String> previous) {}

    /** Where it was read last; empty where that is not known. */
    public record Found(String host, String path) {}

    /** How many bytes became what. */
    public record Bytes(long applied, long skipped, long rejected, long held, long lost) {}

    /**
     * Which bytes became what, and what they were.
     *
     * @param taken ranges, ascending
     * @param rejected of rows that wait
     * @param held back, ascending
     * @param conflicts of packs that contradict what had been taken, and that nobody has accepted, ascending
     * @param proofs by block start, then by boundary: what the bytes hash to, in hexadecimal digits
     */
    public record Ranges(
            List<ByteRange> taken,
            List<ByteRange> rejected,
            List<ByteRange> held,
            List<ByteRange> conflicts,
            NavigableMap<Long, NavigableMap<Long, String>> proofs) {}

    /** One past the last byte that was taken. */
    public long takenTo() {
        List<ByteRange> taken = ranges.taken();
        return taken.isEmpty() ? 0 : taken.get(taken.size() - 1).end();
    }
}
