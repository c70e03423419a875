/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.apache.avro.ipc.specific.SpecificResponder;
import org.apache.avro.util.Utf8;
import org.apache.flume.source.avro.AvroSourceProtocol;

/**
 * Carries out calls. What cannot be read as one is answered with words of its own, by which the {@link FrameGuard} of the connection knows
 * it: Avro carries calls out in threads that know no connection, and only writes a stack trace that does not name the client. Thread-safe.
 */
final class HopResponder extends SpecificResponder {
    private static final String UNREADABLE = "This is no call that a collector of Track Replay can read.";
    /** An answer with these words is not longer. */
    private static final int MOST_BYTES = 2_048;

    HopResponder(AvroSourceProtocol protocol) {
        super(AvroSourceProtocol.class, protocol);
    }

    @Override
    public void writeError(Schema schema, Object error, Encoder out) throws IOException {
        boolean ofMethod = !(error instanceof CharSequence); // Avro's own are texts
        super.writeError(schema, ofMethod ? error : new Utf8(UNREADABLE), out);
    }

    /** Whether an answer says so. */
    static boolean saysUnreadable(ByteBuf answer) {
        return answer.readableBytes() >= UNREADABLE.length()
                && answer.readableBytes() <= MOST_BYTES
                && ByteBufUtil.indexOf(Unpooled.wrappedBuffer(UNREADABLE.getBytes(US_ASCII)), answer) >= 0;
    }
}
