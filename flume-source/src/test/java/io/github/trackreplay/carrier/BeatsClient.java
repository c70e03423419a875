/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.DeflaterOutputStream;

/** A client that speaks lumberjack, for tests: writes frames, reads acknowledgements. */
final class BeatsClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;

    BeatsClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    static BeatsClient to(int port) throws IOException {
        return new BeatsClient(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    static byte[] window(int version, long documents) {
        return frame(version, 'W', number(documents));
    }

    static byte[] json(long sequence, String document) {
        byte[] bytes = document.getBytes(UTF_8);
        return frame(2, 'J', number(sequence), number(bytes.length), bytes);
    }

    static byte[] pairs(long sequence, String... namesAndValues) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(frame(1, 'D', number(sequence), number(namesAndValues.length / 2)));
        for (String text : namesAndValues) {
            byte[] bytes = text.getBytes(UTF_8);
            out.writeBytes(number(bytes.length));
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    static byte[] compressed(byte[]... frames) {
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(zlib)) {
            for (byte[] frame : frames) {
                deflater.write(frame);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frame(2, 'C', number(zlib.size()), zlib.toByteArray());
    }

    static byte[] frame(int version, char type, byte[]... rest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write('0' + version);
        out.write(type);
        for (byte[] bytes : rest) {
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    static byte[] number(long value) {
        return ByteBuffer.allocate(4).putInt((int) value).array();
    }

    static byte[] windowOf(List<String> documents) {
        byte[][] frames = new byte[documents.size()][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = json(i + 1L, documents.get(i));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(window(2, frames.length));
        out.writeBytes(compressed(frames));
        return out.toByteArray();
    }

    /** Sends no more. */
    void end() throws IOException {
        socket.shutdownOutput();
    }

    BeatsClient send(byte[]... frames) throws IOException {
        for (byte[] frame : frames) {
            socket.getOutputStream().write(frame);
        }
        socket.getOutputStream().flush();
        return this;
    }

    /** The next acknowledgement's sequence; -1 when the other side has closed the connection. */
    long acknowledgement() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int version = closedOr(in);
        if (version < 0) {
            return -1;
        }
        if (in.read() != 'A') {
            throw new IOException("no acknowledgement");
        }
        return Integer.toUnsignedLong(in.readInt());
    }

    private static int closedOr(DataInputStream in) throws IOException {
        try {
            return in.read();
        } catch (java.net.SocketException e) {
            return -1; // reset: we had sent more
        }
    }

    /** Waits for one that is not less. */
    void awaitAcknowledgement(long sequence) throws IOException {
        long got = acknowledgement();
        while (got < sequence) {
            if (got < 0) {
                throw new IOException("closed before " + sequence + " was acknowledged");
            }
            got = acknowledgement();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
