/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.location;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a server of our own on 127.0.0.1 that knows a few names, says of others that there are none, or says nothing. */
class DnsNamesTest {
    private static final Map<String, String> NAMES = Map.of(
            "7.100.51.198.in-addr.arpa", "p7.dip.example.net",
            "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "six.example.org");

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile boolean silent;
    private Instant now = Instant.parse("2026-03-04T08:00:00Z");
    private final DnsNames names = new DnsNames("dns://127.0.0.1:" + socket.getLocalPort(), () -> now);

    DnsNamesTest() throws IOException {
        Thread server = new Thread(this::serve, "names");
        server.setDaemon(true);
        server.start();
    }

    @AfterEach
    void close() {
        socket.close();
    }

    @Test
    void aNameIsAskedForOnce() {
        assertThat(names.find("198.51.100.7")).contains("p7.dip.example.net");
        assertThat(names.find("198.51.100.7")).contains("p7.dip.example.net");
        assertThat(names.find("2001:db8::1")).contains("six.example.org");
        assertThat(names.find("198.51.100.8")).isEmpty();
        assertThat(names.find("198.51.100.8")).isEmpty();
        assertThat(asked).hasSize(3);
    }

    @Test
    void whatIsNoAddressIsNotAskedFor() {
        assertThat(names.find("")).isEmpty();
        assertThat(names.find("evil.example.org")).isEmpty();
        assertThat(names.find("unix:")).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void aSilentServerIsLeftAloneForAWhile() {
        silent = true;
        List<String> addresses =
                IntStream.range(0, 12).mapToObj(i -> "203.0.113." + i).toList();
        addresses.parallelStream()
                .forEach(address -> assertThat(names.find(address)).isEmpty());
        silent = false;
        asked.clear();
        assertThat(names.find("198.51.100.7")).isEmpty();
        assertThat(asked).isEmpty();
        now = now.plusSeconds(31);
        assertThat(names.find("198.51.100.7")).contains("p7.dip.example.net");
    }

    @Test
    void aClockThatIsSetBackEndsThePause() {
        silent = true;
        IntStream.range(0, 12).parallel().forEach(i -> names.find("203.0.113." + i));
        silent = false;
        now = now.minusSeconds(3600);
        assertThat(names.find("198.51.100.7")).contains("p7.dip.example.net");
    }

    private void serve() {
        byte[] buffer = new byte[512];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                answer(packet);
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void answer(DatagramPacket packet) throws IOException {
        byte[] question = Arrays.copyOf(packet.getData(), packet.getLength());
        StringBuilder name = new StringBuilder();
        int at = 12;
        while (question[at] != 0) {
            name.append(name.length() == 0 ? "" : ".")
                    .append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII));
            at += question[at] + 1;
        }
        asked.add(name.toString());
        if (silent) {
            return;
        }
        String found = NAMES.get(name.toString());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(question, 0, 2);
        out.write(new byte[] {
            (byte) 0x85, (byte) (found == null ? 0x83 : 0x80), 0, 1, 0, (byte) (found == null ? 0 : 1), 0, 0, 0, 0
        });
        out.write(question, 12, at + 5 - 12);
        if (found != null) {
            byte[] target = labels(found);
            out.write(new byte[] {(byte) 0xc0, 12, 0, 12, 0, 1, 0, 0, 0, 60, 0, (byte) target.length});
            out.write(target);
        }
        byte[] bytes = out.toByteArray();
        socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
    }

    private static byte[] labels(String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String label : name.split("\\.")) {
            out.write(label.length());
            out.write(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.write(0);
        return out.toByteArray();
    }
}
