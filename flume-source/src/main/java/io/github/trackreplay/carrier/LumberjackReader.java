/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Reads the frames of lumberjack (Beats), versions 1 and 2, from a stream: documents, one at a time, whether they are compressed or
 * not. A length that is announced costs no memory before its bytes have come, and what has come is counted as it comes. For one thread.
 *
 * <p>A frame begins with the version ({@code 1}, {@code 2}) and a letter. {@code W} and a length: so many documents follow, and then
 * an acknowledgement is awaited; in version 1 of each further so many, until another window comes. {@code J}, sequence, length, bytes: a document of version 2. {@code D}, sequence, number of pairs,
 * and of each name and value with their lengths: one of version 1. {@code C}, length, bytes: frames in a zlib stream. All numbers have
 * 32 bits and no sign.
 */
final class LumberjackReader {
    private static final int MOST_PAIRS = 1000;
    private static final int CHUNK = 64 << 10;

    /** What a document takes of the memory besides its bytes. */
    private static final long DOCUMENT_BYTES = 256;

    private final InputStream plain;
    private final Limits limits;
    private final MemoryShare memory;
    private InputStream in;
    private Optional<BoundedPart> compressed = Optional.empty();
    private int version;
    private long window;
    private long seen;
    private int ahead = -1;
    private boolean withinFrame;

    /**
     * Bounds of what a client may send.
     *
     * @param frame most bytes of a document, and of a compressed frame
     * @param inflated most bytes that a compressed frame may grow to
     * @param window most documents before an acknowledgement
     */
    record Limits(long frame, long inflated, long window) {}

    /**
     * A document.
     *
     * @param version of the protocol that it came in
     * @param sequence its number, to be acknowledged
     * @param endsWindow whether the client now waits for an acknowledgement
     */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Document(int version, long sequence, byte[] bytes, boolean endsWindow) {}

    /** @param memory what documents need of it, until it is given back */
    LumberjackReader(InputStream plain, Limits limits, MemoryShare memory) {
        this.plain = plain;
        this.in = plain;
        this.limits = limits;
        this.memory = memory;
    }

    /** Of what was read last; 0 while nothing was. */
    int version() {
        return version;
    }

    /** Whether a document of the present window is still to come. */
    boolean withinWindow() {
        return seen < window;
    }

    /** Whether what comes next belongs to a frame that has begun, or comes out of one that was compressed. */
    boolean isWithinFrame() {
        return withinFrame || compressed.isPresent();
    }

    /**
     * The next document; empty at the end of the stream, between two windows, and in version 1 between two frames: there a window holds until
     * another one comes.
     *
     * @throws LumberjackException if what comes is none
     * @throws EOFException if the stream ends within a frame or a window
     */
    Optional<Document> next() throws IOException {
        while (true) {
            int first = first();
            if (first < 0 && compressed.isPresent()) {
                endCompressed(compressed.get());
                continue;
            }
            if (first < 0) {
                if (version > 1 && withinWindow()) {
                    throw new EOFException("the connection ends within a window");
                }
                return Optional.empty();
            }
            Optional<Document> document = frame(first);
            withinFrame = false;
            if (document.isPresent()) {
                lookAhead();
                return document;
            }
        }
    }

    /** A frame's first byte, or -1. */
    private int first() throws IOException {
        int first = ahead >= 0 ? ahead : in.read();
        ahead = -1;
        withinFrame = first >= 0;
        return first;
    }

    /** In version 1 a client may leave it at a compressed frame for now: so its last document must be known for that. */
    private void lookAhead() throws IOException {
        if (version == 1 && compressed.isPresent()) {
            ahead = in.read();
            if (ahead < 0) {
                endCompressed(compressed.get());
            }
        }
    }

    /** Reads a frame; empty where it is no document. */
    private Optional<Document> frame(int first) throws IOException {
        if (first != '1' && first != '2') {
            throw new LumberjackException(
                    "what it sent is no lumberjack (it begins with byte " + first
                            + "). Is it Filebeat's output.logstash or a lumberjack output, and is its TLS setting the same as here?");
        }
        version = first - '0';
        int type = in.read();
        if (type < 0) {
            throw new EOFException("the connection ends within a frame");
        }
        return switch (type) {
            case 'W' -> {
                window();
                yield Optional.empty();
            }
            case 'J' -> Optional.of(document(number(), json()));
            case 'D' -> Optional.of(document(number(), pairs()));
            case 'C' -> {
                compressed();
                yield Optional.empty();
            }
            default -> throw new LumberjackException("it sent a frame of a type that is not known (" + type + ")");
        };
    }

    private void window() throws IOException {
        if (withinWindow()) {
            throw new LumberjackException("it began a window within another one");
        }
        window = number();
        seen = 0;
        if (window > limits.window() || window == 0) {
            throw new LumberjackException("its window has " + window + " documents, and may have 1 to "
                    + limits.window() + ". Lower the shipper's bulk_max_size, or raise maxWindow");
        }
    }

    private Document document(long sequence, byte[] bytes) throws IOException {
        if (!withinWindow()) {
            if (version > 1 || window == 0) {
                throw new LumberjackException("it sent more documents than its window has");
            }
            seen = 0; // in version 1 a window's size holds until another one comes
        }
        take(DOCUMENT_BYTES);
        seen++;
        return new Document(version, sequence, bytes, seen == window);
    }

    private byte[] json() throws IOException {
        return bytes(length("document"));
    }

    /** A document of version 1, as a JSON object. */
    private byte[] pairs() throws IOException {
        long pairs = number();
        if (pairs > MOST_PAIRS) {
            throw new LumberjackException("a document of it has " + pairs + " fields, more than " + MOST_PAIRS);
        }
        JsonWriter json = new JsonWriter(1024);
        json.raw('{');
        long all = 0;
        for (long i = 0; i < pairs; i++) {
            byte[] name = bytes(length("name"));
            byte[] value = bytes(length("field"));
            all += name.length + value.length;
            if (all > limits.frame()) {
                throw tooLong("document", all);
            }
            if (i > 0) {
                json.raw(',');
            }
            json.string(new String(name, UTF_8));
            json.raw(':');
            json.string(new String(value, UTF_8));
        }
        json.raw('}');
        return json.toByteArray();
    }

    private void compressed() throws IOException {
        if (compressed.isPresent()) {
            throw new LumberjackException("it sent a compressed frame within a compressed one");
        }
        BoundedPart packed = new BoundedPart(in, length("compressed frame"), "");
        compressed = Optional.of(packed);
        in = new BoundedPart(
                new InflaterInputStream(packed),
                limits.inflated(),
                "a compressed frame of it grows beyond " + limits.inflated() + " bytes (maxInflatedBytes)");
    }

    private void endCompressed(BoundedPart packed) throws IOException {
        packed.skipRest();
        compressed = Optional.empty();
        in = plain;
    }

    private long length(String what) throws IOException {
        long length = number();
        if (length > limits.frame()) {
            throw tooLong(what, length);
        }
        return length;
    }

    private LumberjackException tooLong(String what, long length) {
        return new LumberjackException("a " + what + " of it has " + length + " bytes, more than " + limits.frame()
                + " (maxFrameBytes). If it is a shipper of yours, lower its bulk_max_size or raise maxFrameBytes");
    }

    private byte[] bytes(long length) throws IOException {
        if (length <= CHUNK) {
            take(length);
            return piece((int) length);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(CHUNK);
        while (all.size() < length) {
            int next = (int) Math.min(CHUNK, length - all.size());
            take(next);
            all.writeBytes(piece(next));
        }
        return all.toByteArray();
    }

    private byte[] piece(int length) throws IOException {
        try {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("the connection ends within a frame");
            }
            return bytes;
        } catch (ZipException e) {
            throw new LumberjackException("what it calls compressed is no zlib stream (" + e.getMessage() + ")");
        }
    }

    private void take(long bytes) throws LumberjackException {
        if (!memory.take(bytes)) {
            throw new LumberjackException(
                    "all shippers together would take more than a quarter of this agent's memory, and"
                            + " this one more than its part. Give it more (TRACKREPLAY_HEAP); the shipper sends again");
        }
    }

    private long number() throws IOException {
        return Integer.toUnsignedLong(java.nio.ByteBuffer.wrap(piece(4)).getInt());
    }
}
