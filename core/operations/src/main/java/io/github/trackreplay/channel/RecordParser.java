/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.channel;

import io.github.trackreplay.channel.Wire.MalformedException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/** What the bytes of one record say (Flume's {@code TransactionEventRecord}, {@code Put}, {@code Take}, {@code Commit}). Pure. */
final class RecordParser {
    /** The length of a record's header, which is the same for all, and its first tag. */
    static final int HEADER_LENGTH = 0x17;

    private static final int PUT = 1;
    private static final int TAKE = 2;
    private static final int ROLLBACK = 3;
    private static final int COMMIT = 4;

    private RecordParser() {}

    /**
     * Reads a record.
     *
     * @param offset where the record begins
     * @param end where the next one begins
     * @param whole whether the bytes must be this record and nothing else
     * @return {@link ChannelRecord.Damaged} if it is none
     */
    static ChannelRecord parse(long offset, long end, ByteBuffer bytes, boolean whole) {
        Map<String, String> headers = new LinkedHashMap<>();
        try {
            Wire wire = new Wire(bytes);
            Wire header = wire.part();
            header.expect(Wire.FIXED32_1);
            int type = header.fixed32();
            header.expect(Wire.FIXED64_2);
            long transaction = header.fixed64();
            header.expect(Wire.FIXED64_3);
            header.fixed64();
            Wire content = wire.part();
            if (wire.part().more() || (whole && wire.more())) {
                throw new MalformedException("its length is wrong");
            }
            return switch (type) {
                case PUT -> put(offset, transaction, content, headers);
                case TAKE -> take(offset, transaction, content);
                case ROLLBACK -> new ChannelRecord.Rollback(offset, transaction);
                case COMMIT -> commit(offset, transaction, content);
                default -> throw new MalformedException("its kind " + type + " is unknown");
            };
        } catch (MalformedException e) {
            return new ChannelRecord.Damaged(offset, end, String.valueOf(e.getMessage()), headers, Optional.empty());
        }
    }

    private static ChannelRecord put(long offset, long transaction, Wire put, Map<String, String> headers)
            throws MalformedException {
        put.expect(Wire.BYTES_1);
        Wire event = put.part();
        byte[] body = null;
        while (event.more()) {
            int tag = event.tag();
            if (tag == Wire.BYTES_1) {
                header(event.part(), headers);
            } else if (tag == Wire.BYTES_2) {
                body = event.bytes();
            } else {
                throw new MalformedException("a field is unknown");
            }
        }
        if (body == null) {
            throw new MalformedException("its event has no body");
        }
        if (put.more()) {
            put.expect(Wire.FIXED64_2);
            CRC32 checksum = new CRC32();
            checksum.update(body);
            if (put.fixed64() != checksum.getValue()) {
                throw new MalformedException("its bytes are not those of its checksum");
            }
        }
        return new ChannelRecord.Put(offset, transaction, headers, body);
    }

    private static void header(Wire header, Map<String, String> headers) throws MalformedException {
        header.expect(Wire.BYTES_1);
        String key = header.text();
        String value = "";
        if (header.more()) {
            header.expect(Wire.BYTES_2);
            value = header.text();
        }
        headers.put(key, value);
    }

    private static ChannelRecord take(long offset, long transaction, Wire take) throws MalformedException {
        take.expect(Wire.FIXED32_1);
        int file = take.fixed32();
        take.expect(Wire.FIXED32_2);
        return new ChannelRecord.Take(offset, transaction, file, take.fixed32());
    }

    private static ChannelRecord commit(long offset, long transaction, Wire commit) throws MalformedException {
        commit.expect(Wire.FIXED32_1);
        int type = commit.fixed32();
        if (type != PUT && type != TAKE) {
            throw new MalformedException("it ends a transaction of unknown kind " + type);
        }
        return new ChannelRecord.Commit(offset, transaction, type == TAKE);
    }
}
