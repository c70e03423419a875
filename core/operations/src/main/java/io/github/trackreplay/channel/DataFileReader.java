/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/**
 * The records of one data file, one after the other. Where bytes are damaged it finds the next record by the form that all of
 * them have, so whatever is sound is found. A record is a byte 0x7f, the length of the rest (four bytes, the greatest first),
 * and the rest; 0x00 instead of 0x7f marks one that was set aside, 0x80 fills the file's end. Memory holds one record of at most
 * {@link #LONGEST} bytes. Effort is linear. Not thread-safe.
 */
final class DataFileReader implements AutoCloseable {
    /** Longer events than this are not put by anything of ours; a longer length is a damaged one. */
    static final int LONGEST = 64 << 20;

    private static final int WINDOW = 1 << 20;
    private static final int FRAME = 5;
    private static final int LEAST = FRAME + 1 + RecordParser.HEADER_LENGTH;
    private static final String NOTHING = "no record begins here";
    private static final byte RECORD = 0x7f;
    private static final byte SET_ASIDE = 0;
    private static final byte FILL = (byte) 0x80;

    private final FileChannel file;
    private final long size;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowAt;
    private long position;

    DataFileReader(Path file) throws IOException {
        this.file = FileChannel.open(file, StandardOpenOption.READ);
        this.size = this.file.size();
    }

    /** The next record or damaged stretch; none at the end. */
    Optional<ChannelRecord> next() throws IOException {
        while (position < size) {
            byte kind = at(position);
            long end = end(position);
            if (kind == SET_ASIDE && end > position + FRAME && plausible(end)) {
                position = end;
            } else if (kind == FILL) {
                return behindTheFill();
            } else if (kind == RECORD && end > 0) {
                return Optional.of(record(end));
            } else {
                return Optional.of(damaged());
            }
        }
        return Optional.empty();
    }

    private ChannelRecord record(long end) throws IOException {
        long offset = position;
        ChannelRecord record =
                RecordParser.parse(offset, end, bytes(offset + FRAME, (int) (end - offset - FRAME)), true);
        if (record instanceof ChannelRecord.Damaged && !endsAt(end)) {
            return damaged();
        }
        position = end;
        return record;
    }

    /** Whether a damaged record can be believed to end where it says. */
    private boolean endsAt(long end) throws IOException {
        return (end < size && looksLikeRecord(end)) || (plausible(end) && nextRecord(position + 1) >= end);
    }

    /** Where a record ends by its own word; 0 if that cannot be. */
    private long end(long offset) throws IOException {
        if (offset + FRAME > size) {
            return 0;
        }
        int length = bytes(offset + 1, Integer.BYTES).getInt();
        return length < 0 || length > LONGEST || offset + FRAME + length > size ? 0 : offset + FRAME + length;
    }

    /** Whether something may begin here. */
    private boolean plausible(long offset) throws IOException {
        return offset == size || at(offset) == FILL || at(offset) == SET_ASIDE || looksLikeRecord(offset);
    }

    private boolean looksLikeRecord(long offset) throws IOException {
        if (offset + LEAST > size) {
            return false;
        }
        ByteBuffer head = bytes(offset, LEAST);
        return head.get(0) == RECORD
                && head.get(FRAME) == RecordParser.HEADER_LENGTH
                && head.get(FRAME + 1) == Wire.FIXED32_1
                && head.get(FRAME + 3) == 0
                && head.get(FRAME + 6) == Wire.FIXED64_2
                && head.get(FRAME + 15) == Wire.FIXED64_3
                && end(offset) > 0;
    }

    /** From here to the next record, or to the end of the file. What frames a record says nothing that it does not say itself. */
    private ChannelRecord.Damaged damaged() throws IOException {
        long from = position;
        position = nextRecord(from + 1);
        if (from + LEAST > position || position - from > LONGEST) {
            return new ChannelRecord.Damaged(from, position, NOTHING, Map.of(), Optional.empty());
        }
        ChannelRecord inside =
                RecordParser.parse(from, position, bytes(from + FRAME, (int) (position - from - FRAME)), false);
        return inside instanceof ChannelRecord.Damaged damaged
                ? damaged
                : new ChannelRecord.Damaged(from, position, "what frames it is wrong", Map.of(), Optional.of(inside));
    }

    private long nextRecord(long from) throws IOException {
        for (long at = from; at < size; at++) {
            if (at(at) == RECORD && looksLikeRecord(at)) {
                return at;
            }
        }
        return size;
    }

    /** The rest of the file is as it was prepared, or the fill is none. */
    private Optional<ChannelRecord> behindTheFill() throws IOException {
        for (long at = position; at < size; at++) {
            if (at(at) != FILL) {
                return Optional.of(damaged());
            }
        }
        position = size;
        return Optional.empty();
    }

    private byte at(long offset) throws IOException {
        if (offset < windowAt || offset >= windowAt + window.limit()) {
            bytes(offset, 1);
        }
        return window.get((int) (offset - windowAt));
    }

    /** Bytes of the file, all of which must be there. */
    private ByteBuffer bytes(long offset, int length) throws IOException {
        if (offset < windowAt || offset + length > windowAt + window.limit()) {
            int wanted = (int) Math.min(Math.max(length, WINDOW), size - offset);
            window = ByteBuffer.allocate(wanted);
            while (window.hasRemaining() && file.read(window, offset + window.position()) >= 0) {}
            window.flip();
            windowAt = offset;
            if (window.limit() < length) {
                throw new IOException("the file has become shorter while it was read");
            }
        }
        return window.slice((int) (offset - windowAt), length);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
