/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.audit;

import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.packing.Packing;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads one log file, plain or packed, and accounts for its bytes. Memory does not grow with the file. */
public final class FileAudit {
    /** Within so many bytes the ledger's fingerprint of a file ends, however many files begin alike. */
    private static final long LONGEST_PREFIX = 64L << 20;

    private final Path path;

    public FileAudit(Path path) {
        this.path = path;
    }

    /** What is done with the bytes of a line, its line end included; returns whether to go on. */
    private interface Line {
        boolean at(long start, byte[] bytes, int length) throws IOException;
    }

    /**
     * The fingerprint under which the ledger knows the file: of those that one of its whole-line prefixes has, the longest.
     *
     * @param known all fingerprints of the ledger
     */
    public Optional<String> fingerprint(Set<String> known) throws IOException {
        MessageDigest prefix = sha256();
        List<String> found = new ArrayList<>();
        lines((start, bytes, length) -> {
            prefix.update(bytes, 0, length);
            String hex = HexFormat.of().formatHex(copy(prefix).digest());
            if (known.contains(hex)) {
                found.add(hex);
            }
            return start + length < LONGEST_PREFIX;
        });
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
    }

    /** Compares the file with what the ledger knows of it. */
    public Account account(LedgerFile file) throws IOException {
        Proofs proofs = new Proofs(file.proofs());
        NavigableMap<Long, ByteRange> taken = byStart(file.taken());
        NavigableMap<Long, ByteRange> rejectedRanges = byStart(file.rejectedRanges());
        long[] sums = new long[5]; // length, judged, rejected, held, unfinished
        List<ByteRange> gaps = new ArrayList<>();
        lines((start, bytes, length) -> {
            if (bytes[length - 1] != '\n' && covered(taken, start, start + length) == 0) {
                sums[4] += length;
                return false;
            }
            proofs.line(start, bytes, length);
            sums[0] = start + length;
            long there = covered(taken, start, start + length);
            if (there < length) {
                gap(gaps, start, start + length);
            }
            long rejected = Math.min(there, covered(rejectedRanges, start, start + length));
            long held = Math.min(there - rejected, file.heldBytes().getOrDefault(start, 0L));
            sums[2] += rejected;
            sums[3] += held;
            sums[1] += there - rejected - held;
            return true;
        });
        return new Account(
                file, sums[0], sums[4], sums[1], sums[2], sums[3], gaps, proofs.different(), proofs.provenTo());
    }

    private static void gap(List<ByteRange> gaps, long start, long end) {
        int last = gaps.size() - 1;
        if (last >= 0 && gaps.get(last).end() == start) {
            gaps.set(last, new ByteRange(gaps.get(last).start(), end));
        } else {
            gaps.add(new ByteRange(start, end));
        }
    }

    private static NavigableMap<Long, ByteRange> byStart(List<ByteRange> ranges) {
        NavigableMap<Long, ByteRange> byStart = new TreeMap<>();
        ranges.forEach(range -> byStart.put(range.start(), range));
        return byStart;
    }

    private static long covered(NavigableMap<Long, ByteRange> ranges, long start, long end) {
        Map.Entry<Long, ByteRange> first = ranges.floorEntry(start);
        long covered = first == null ? 0 : first.getValue().overlap(start, end);
        for (ByteRange range : ranges.subMap(start, false, end, false).values()) {
            covered += range.overlap(start, end);
        }
        return covered;
    }

    /** Checks the ledger's proofs while the file goes by. */
    private static final class Proofs {
        private final NavigableMap<Long, NavigableMap<Long, String>> expected;
        private final NavigableSet<Long> boundaries = new TreeSet<>();
        private final List<ByteRange> different = new ArrayList<>();
        private MessageDigest block;
        private long blockStart;
        private long provenTo;

        Proofs(NavigableMap<Long, NavigableMap<Long, String>> expected) {
            this.expected = expected;
            expected.values().forEach(ofBlock -> boundaries.addAll(ofBlock.keySet()));
        }

        void line(long start, byte[] bytes, int length) {
            if (!boundaries.subSet(start, false, start + length, false).isEmpty()) {
                different.add(new ByteRange(start, start + length)); // what was taken has a line end within
            }
            if (expected.containsKey(start)) {
                block = sha256();
                blockStart = start;
            }
            if (block == null) {
                return;
            }
            block.update(bytes, 0, length);
            String proof = expected.get(blockStart).get(start + length);
            if (proof == null) {
                return;
            }
            if (HexFormat.of()
                    .formatHex(copy(block).digest(), 0, proof.length() / 2)
                    .equals(proof)) {
                provenTo = start + length;
            } else {
                different.add(new ByteRange(blockStart, start + length));
            }
        }

        List<ByteRange> different() {
            return different;
        }

        long provenTo() {
            return provenTo;
        }
    }

    private void lines(Line use) throws IOException {
        try (InputStream in = open()) {
            byte[] line = new byte[8192];
            int length = 0;
            long start = 0;
            boolean goOn = true;
            for (int b = in.read(); b >= 0 && goOn; b = in.read()) {
                if (length == line.length) {
                    line = java.util.Arrays.copyOf(line, 2 * length);
                }
                line[length++] = (byte) b;
                if (b == '\n') {
                    goOn = use.at(start, line, length);
                    start += length;
                    length = 0;
                }
            }
            if (goOn && length > 0) {
                use.at(start, line, length);
            }
        }
    }

    private InputStream open() throws IOException {
        InputStream file = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
        file.mark(Packing.LONGEST);
        Optional<Packing> packing = Packing.of(file.readNBytes(Packing.LONGEST));
        file.reset();
        return packing.isPresent() ? new BufferedInputStream(packing.get().open(() -> file), 1 << 16) : file;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 can be copied", e);
        }
    }
}
