/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A shipper's connection, encrypted or not. What encrypts it stands on the plain socket, so that bytes which have come and are not decrypted
 * yet are seen, and an end can be made of whatever is waited for. {@link #abort} may be called by any thread, the rest by one.
 */
final class ShipperSocket implements AutoCloseable {
    private final Socket plain;
    private final Socket talking;

    private ShipperSocket(Socket plain, Socket talking) {
        this.plain = plain;
        this.talking = talking;
    }

    static ShipperSocket plain(Socket socket) {
        return new ShipperSocket(socket, socket);
    }

    /** @param asks whether the client must show a certificate */
    static ShipperSocket encrypted(Socket socket, SSLContext tls, boolean asks) throws IOException {
        SSLSocket talking = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, true);
        talking.setUseClientMode(false);
        talking.setNeedClientAuth(asks);
        return new ShipperSocket(socket, talking);
    }

    /** What belongs to TLS, if anything does; each of its reads ends in time. */
    void handshake(Duration idle) throws IOException {
        if (talking instanceof SSLSocket tls) {
            within(idle);
            tls.startHandshake();
        }
    }

    /** A read waits no longer than that. */
    void within(Duration idle) throws SocketException {
        talking.setSoTimeout((int) Math.max(1, Math.min(Integer.MAX_VALUE, idle.toMillis())));
    }

    InputStream in() throws IOException {
        return talking.getInputStream();
    }

    OutputStream out() throws IOException {
        return talking.getOutputStream();
    }

    /** Whether bytes have come that were not read yet. */
    boolean isMoreThere() throws IOException {
        return talking.getInputStream().available() > 0
                || plain.getInputStream().available() > 0;
    }

    boolean isClosed() {
        return plain.isClosed();
    }

    /** Ends whatever is read or written, without a word to the shipper. */
    void abort() {
        try {
            plain.close();
        } catch (IOException e) {
            // it is gone all the same
        }
    }

    @Override
    public void close() throws IOException {
        talking.close();
    }

    @Override
    public String toString() {
        return String.valueOf(plain.getRemoteSocketAddress());
    }
}
