/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.repair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.channel.ChannelContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of the files of a real file channel, whole and damaged. */
class ReadableEventsTest {
    private static final List<String> WAITING = List.of("web1 three", "web2 four with a longer body", "web1 five");

    @TempDir
    Path directory;

    @Test
    void whatWaitsIsWhatWasPutAndNotTaken() throws IOException {
        Channels channel = channel();

        ChannelContent content = ChannelContent.read(List.of(channel.data()));

        assertThat(content.damages()).isZero();
        assertThat(waiting(content)).isEqualTo(WAITING);
        assertThat(content.waiting()).containsEntry("web1", 2L).containsEntry("web2", 1L);
    }

    @Test
    void whateverByteIsDamagedAtMostOneEventIsLost() throws IOException {
        Channels channel = channel();
        for (Path file : channel.dataFiles()) {
            byte[] filled = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(filled, used(filled) + 40)); // the fill is a MiB
        }
        for (Path file : channel.dataFiles()) {
            byte[] sound = Files.readAllBytes(file);
            for (int at = 0; at < sound.length; at++) {
                for (int mask : new int[] {0x01, 0x80, 0xff}) {
                    byte[] damaged = sound.clone();
                    damaged[at] ^= (byte) mask;
                    Files.write(file, damaged);

                    List<String> found = waiting(ChannelContent.read(List.of(channel.data())));

                    found.retainAll(WAITING);
                    assertThat(found.size())
                            .as("byte %d of %s by %x", at, file, mask)
                            .isGreaterThanOrEqualTo(WAITING.size() - 1);
                }
            }
            Files.write(file, sound);
        }
    }

    @Test
    void aStretchOfManyBytesCostsOnlyTheEventsThatItTouches() throws IOException {
        Channels channel = channel();
        Path file = channel.flip("web2 four");
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("with a longer body");
        Arrays.fill(bytes, at - 60, at + 10, (byte) 0x7f);
        Files.write(file, bytes);

        ChannelContent content = ChannelContent.read(List.of(channel.data()));

        assertThat(content.damages()).isPositive();
        assertThat(waiting(content)).contains("web1 three", "web1 five");
    }

    /** Two events that were delivered, three that wait; the last in a data file of its own. */
    private Channels channel() throws IOException {
        Channels channel = new Channels(directory);
        channel.put("web1 one", "web2 two", "web1 three", "web2 four with a longer body");
        assertThat(channel.taken(2)).containsExactly("web1 one", "web2 two");
        channel.put("web1 five");
        return channel;
    }

    private static int used(byte[] bytes) {
        int used = bytes.length;
        while (used > 0 && bytes[used - 1] == (byte) 0x80) {
            used--;
        }
        return used;
    }

    private static List<String> waiting(ChannelContent content) throws IOException {
        List<String> bodies = new ArrayList<>();
        content.eachWaiting(put -> bodies.add(new String(put.body(), UTF_8)));
        return bodies;
    }
}
