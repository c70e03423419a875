/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends calls that a log of the form {@code combined} has to a server once more, by one connection, as browsers sent them: method, address,
 * referrer and user agent are the call's own. What only that time and that visitor could bring stands in headers:
 * {@code X-Client}, {@code X-Time} and {@code X-Status}.
 */
final class LoggedCalls implements AutoCloseable {
    private static final Pattern LINE =
            Pattern.compile("(\\S+) - - \\[([^]]+)] \"(\\S+) (\\S+) HTTP/1\\.1\" (\\d{3}) \\S+ \"(.*)\" \"(.*)\"");
    private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9A-Fa-f]{2})");

    private final Socket socket;
    private final InputStream in;

    LoggedCalls(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends the call and waits for its answer; nothing where the line is no call. */
    void send(String line) throws IOException {
        Matcher call = LINE.matcher(line);
        if (!call.matches()) {
            return;
        }
        StringBuilder request = new StringBuilder();
        request.append(call.group(3)).append(' ').append(call.group(4)).append(" HTTP/1.1\r\nHost: localhost\r\n");
        header(request, "X-Client", call.group(1));
        header(request, "X-Time", call.group(2));
        header(request, "X-Status", call.group(5));
        header(request, "Referer", call.group(6));
        header(request, "User-Agent", call.group(7));
        request.append("Content-Length: 0\r\n\r\n");
        socket.getOutputStream().write(request.toString().getBytes(ISO_8859_1));
        awaitAnswer(line);
    }

    private static void header(StringBuilder request, String name, String logged) {
        value(logged)
                .ifPresent(
                        value -> request.append(name).append(": ").append(value).append("\r\n"));
    }

    private static Optional<String> value(String logged) {
        return logged.equals("-")
                ? Optional.empty()
                : Optional.of(ESCAPE.matcher(logged)
                        .replaceAll(escape -> Matcher.quoteReplacement(
                                String.valueOf((char) Integer.parseInt(escape.group(1), 16)))));
    }

    private void awaitAnswer(String line) throws IOException {
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("no answer to " + line);
            }
            answer.append((char) next);
        }
        if (!answer.toString().startsWith("HTTP/1.1 204")) {
            throw new IOException(line + " was answered " + answer);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
