/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.packing.ArchiveFormat;
import io.github.trackreplay.packing.DamagedArchiveException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Content that is read forwards: an archive. Bytes given back by {@link #unread} are kept; for an earlier offset the file is
 * opened anew and read from its beginning.
 *
 * <p>An archive has {@linkplain #ended() ended} only after a valid trailer. Where it breaks off it simply has no more bytes
 * (yet); {@link #damageOf} says why.
 */
final class SequentialContent implements Content {
    private static final int BUFFER = 64 * 1024;

    private final ArchiveFormat.Opener opener;
    /** Whether it says itself where it ends: encoded text does not. */
    private final boolean archive;

    private Optional<InputStream> in = Optional.empty();
    private long offset; // of the next byte that in gives
    private byte[] kept = new byte[0]; // the bytes before it that were given back
    private boolean ended;
    private Optional<IOException> damage = Optional.empty();

    /** Packed content. */
    SequentialContent(ArchiveFormat packing, ArchiveFormat.Opener packed) {
        this.opener = () -> packing.open(packed);
        this.archive = packing.isArchive();
    }

    @Override
    public int read(long from, byte[] into, int at, int length) throws IOException {
        ended = false;
        if (!seek(from)) {
            return 0;
        }
        int total = takeKept(from, into, at, length);
        while (total < length) {
            int n = next(into, at + total, length - total);
            if (n <= 0) {
                break;
            }
            total += n;
        }
        return total;
    }

    private int takeKept(long from, byte[] into, int at, int length) {
        int available = (int) (offset - from);
        int n = Math.min(available, length);
        System.arraycopy(kept, kept.length - available, into, at, n);
        if (n == available) {
            kept = new byte[0];
        }
        return n;
    }

    /** Brings the stream to where {@code from} is the next byte or one that was kept. */
    private boolean seek(long from) throws IOException {
        if (from < offset - kept.length) {
            restart();
        }
        byte[] skipped = new byte[offset < from ? BUFFER : 0];
        while (offset < from) {
            if (next(skipped, 0, (int) Math.min(BUFFER, from - offset)) <= 0) {
                return false;
            }
            kept = new byte[0];
        }
        return true;
    }

    private void restart() throws IOException {
        close();
        offset = 0;
        kept = new byte[0];
    }

    private int next(byte[] into, int at, int length) throws IOException {
        if (damage.isPresent()) {
            return 0;
        }
        try {
            if (in.isEmpty()) {
                in = Optional.of(opener.open());
            }
            int n = in.get().read(into, at, length);
            offset += Math.max(0, n);
            ended = n < 0;
            return n;
        } catch (DamagedArchiveException e) {
            damage = Optional.of(e);
            return 0;
        }
    }

    @Override
    public void unread(long from, byte[] bytes, int at, int length) {
        if (from + length == offset) {
            kept = Arrays.copyOfRange(bytes, at, at + length);
        }
    }

    /** Why a content broke off where it did; empty while it did not, and for what is no archive. */
    static Optional<IOException> damageOf(Content content) {
        return content instanceof SequentialContent archive ? archive.damage : Optional.empty();
    }

    /** Whether a content is an archive that has been read up to its valid end, which is at an offset: so it is known to be whole. */
    static boolean isWhole(Content content, long end) {
        return content instanceof SequentialContent sequential
                && sequential.archive
                && sequential.ended
                && sequential.offset == end;
    }

    /** Up to where a content has been unpacked; 0 for what is no archive. */
    static long reaches(Content content) {
        return content instanceof SequentialContent sequential ? sequential.offset : 0;
    }

    @Override
    public long length() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public boolean sequential() {
        return true;
    }

    @Override
    public void close() throws IOException {
        if (in.isPresent()) {
            in.get().close();
            in = Optional.empty();
        }
    }
}
