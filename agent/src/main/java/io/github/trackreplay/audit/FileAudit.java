/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.audit;

import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.packing.ArchiveFormat;
import io.github.trackreplay.packing.AtRest;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads one log file, plain or packed, and accounts for its bytes. Memory does not grow with the file. */
public final class FileAudit {
    /** Within so many bytes the ledger's fingerprint of a file ends, however many files begin alike. */
    private static final long LONGEST_PREFIX = 64L << 20;

    static final int PART = 1 << 16;

    private final Path path;

    public FileAudit(Path path) {
        this.path = path;
    }

    /** What is done with the bytes of a line, its line end included. */
    interface Line {
        /** The next of its bytes, at most {@link #PART} of them; the array is used again. */
        void part(long start, byte[] bytes, int length);

        /**
         * All of it has been given.
         *
         * @param ended whether it has a line end
         * @return whether to go on
         */
        boolean end(long start, long length, boolean ended);
    }

    /**
     * The fingerprint under which the ledger knows the file: of those that one of its whole-line prefixes has, the longest.
     *
     * @param known all fingerprints of the ledger
     */
    public Optional<String> fingerprint(Set<String> known) throws IOException {
        MessageDigest prefix = sha256();
        List<String> found = new ArrayList<>();
        lines(new Line() {
            @Override
            public void part(long start, byte[] bytes, int length) {
                prefix.update(bytes, 0, length);
            }

            @Override
            public boolean end(long start, long length, boolean ended) {
                String hex = HexFormat.of().formatHex(copy(prefix).digest());
                if (known.contains(hex)) {
                    found.add(hex);
                }
                return start + length < LONGEST_PREFIX;
            }
        });
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
    }

    /** Compares the file with what the ledger knows of it. */
    public Account account(LedgerFile file) throws IOException {
        Accounting accounting = new Accounting(file);
        lines(accounting);
        return accounting.account();
    }

    /** Goes along with the lines of a file. */
    private static final class Accounting implements Line {
        private final LedgerFile file;
        private final Proofs proofs;
        private final NavigableMap<Long, ByteRange> taken;
        private final NavigableMap<Long, ByteRange> rejectedRanges;
        private final NavigableMap<Long, ByteRange> heldRanges;
        private final List<ByteRange> gaps = new ArrayList<>();
        private long length;
        private long judged;
        private long rejected;
        private long held;
        private long unfinished;

        Accounting(LedgerFile file) {
            this.file = file;
            this.proofs = new Proofs(file.ranges().proofs());
            this.taken = byStart(file.ranges().taken());
            this.rejectedRanges = byStart(file.ranges().rejected());
            this.heldRanges = byStart(file.ranges().held());
        }

        @Override
        public void part(long start, byte[] bytes, int count) {
            proofs.part(start, bytes, count);
        }

        @Override
        public boolean end(long start, long bytes, boolean ended) {
            long there = covered(taken, start, start + bytes);
            if (!ended && there == 0) {
                unfinished += bytes;
                return false;
            }
            proofs.end(start, bytes);
            length = start + bytes;
            if (there < bytes) {
                gap(gaps, start, start + bytes);
            }
            long refused = Math.min(there, covered(rejectedRanges, start, start + bytes));
            long waiting = Math.min(there - refused, covered(heldRanges, start, start + bytes));
            rejected += refused;
            held += waiting;
            judged += there - refused - waiting;
            return true;
        }

        Account account() {
            return new Account(
                    file,
                    length,
                    unfinished,
                    new Account.Taken(judged, rejected, held),
                    gaps,
                    new Account.Proof(proofs.different(), proofs.provenTo()));
        }
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

    /** A line may be longer than memory is large (the zeros of a hole, as a copytruncate leaves), so it comes in parts. */
    void lines(Line use) throws IOException {
        try (InputStream in = open()) {
            byte[] part = new byte[PART];
            int length = 0;
            long start = 0;
            long before = 0;
            boolean goOn = true;
            for (int b = in.read(); b >= 0 && goOn; b = in.read()) {
                part[length++] = (byte) b;
                if (b == '\n') {
                    use.part(start, part, length);
                    goOn = use.end(start, before + length, true);
                    start += before + length;
                    before = 0;
                    length = 0;
                } else if (length == part.length) {
                    use.part(start, part, length);
                    before += length;
                    length = 0;
                }
            }
            if (goOn && before + length > 0) {
                use.part(start, part, length);
                use.end(start, before + length, false);
            }
        }
    }

    private InputStream open() throws IOException {
        AtRest.check(path);
        InputStream file = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
        file.mark(ArchiveFormat.LONGEST);
        Optional<ArchiveFormat> packing = ArchiveFormat.of(file.readNBytes(ArchiveFormat.LONGEST));
        file.reset();
        return packing.isPresent() ? new BufferedInputStream(packing.get().open(() -> file), 1 << 16) : file;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 can be copied", e);
        }
    }
}
