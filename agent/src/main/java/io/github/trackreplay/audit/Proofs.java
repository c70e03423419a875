/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.audit;

import io.github.trackreplay.order.ByteRange;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Checks the ledger's proofs while the file goes by. For one file and one thread. */
final class Proofs {
    private final NavigableMap<Long, NavigableMap<Long, String>> expected;
    private final NavigableSet<Long> boundaries = new TreeSet<>();
    private final List<ByteRange> different = new ArrayList<>();
    /** Of the block that goes by; empty before the first one that is expected. */
    private Optional<MessageDigest> block = Optional.empty();

    private long blockStart;
    private long line = -1;
    private long provenTo;

    Proofs(NavigableMap<Long, NavigableMap<Long, String>> expected) {
        this.expected = expected;
        expected.values().forEach(ofBlock -> boundaries.addAll(ofBlock.keySet()));
    }

    void part(long start, byte[] bytes, int length) {
        boolean first = start != line;
        line = start;
        if (first && expected.containsKey(start)) {
            block = Optional.of(FileAudit.sha256());
            blockStart = start;
        }
        block.ifPresent(digest -> digest.update(bytes, 0, length));
    }

    void end(long start, long length) {
        if (!boundaries.subSet(start, false, start + length, false).isEmpty()) {
            different.add(new ByteRange(start, start + length)); // what was taken has a line end within
        }
        Optional<String> wanted =
                Optional.ofNullable(expected.get(blockStart)).map(ofBlock -> ofBlock.get(start + length));
        if (block.isEmpty() || wanted.isEmpty()) {
            return;
        }
        String proof = wanted.get();
        if (HexFormat.of()
                .formatHex(FileAudit.copy(block.get()).digest(), 0, proof.length() / 2)
                .equals(proof)) {
            provenTo = different.isEmpty() ? start + length : provenTo;
        } else {
            different.add(new ByteRange(blockStart, start + length));
        }
    }

    List<ByteRange> different() {
        return different;
    }

    /** Up to where nothing differs. */
    long provenTo() {
        return provenTo;
    }
}
