/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.repair;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.file.FileChannel;
import org.apache.flume.event.EventBuilder;

/** A real file channel in a directory, opened and closed for each step. Bodies are texts; the first word names the stream. */
public record Channels(Path directory) {
    public Path data() {
        return directory.resolve("data");
    }

    /** An agent's configuration with this channel. */
    public Path configuration() throws IOException {
        return Files.writeString(directory.resolve("agent.conf"), """
                agent.channels = requests
                agent.channels.requests.type = file
                agent.channels.requests.checkpointDir = DIR/checkpoint
                agent.channels.requests.dataDirs = DIR/data
                """.replace("DIR", directory.toString()));
    }

    public FileChannel opened() {
        return opened(Map.of());
    }

    FileChannel opened(Map<String, String> further) {
        FileChannel channel = new FileChannel();
        channel.setName("requests");
        Context context = new Context(Map.of(
                "checkpointDir", directory.resolve("checkpoint").toString(),
                "dataDirs", data().toString(),
                "capacity", "1000",
                "transactionCapacity", "100",
                "keep-alive", "0",
                "minimumRequiredSpace", "1048576"));
        context.putAll(further);
        channel.configure(context);
        channel.start();
        return channel;
    }

    public void put(String... bodies) {
        FileChannel channel = opened();
        Transaction transaction = channel.getTransaction();
        transaction.begin();
        long at = 0;
        for (String body : bodies) {
            channel.put(EventBuilder.withBody(
                    body,
                    UTF_8,
                    Map.of(
                            "trackreplay.stream",
                            body.split(" ")[0],
                            "trackreplay.file",
                            "abc123",
                            "trackreplay.start",
                            Long.toString(at),
                            "trackreplay.end",
                            Long.toString(at += 100),
                            "trackreplay.count",
                            "7")));
        }
        transaction.commit();
        transaction.close();
        channel.stop();
    }

    /** Takes up to so many events and keeps them. */
    public List<String> taken(int most) {
        FileChannel channel = opened();
        List<String> bodies = new ArrayList<>();
        Transaction transaction = channel.getTransaction();
        transaction.begin();
        while (bodies.size() < most) {
            Event event = channel.take();
            if (event == null) {
                break;
            }
            bodies.add(new String(event.getBody(), UTF_8));
        }
        transaction.commit();
        transaction.close();
        channel.stop();
        return bodies;
    }

    /** Turns one bit in the data file that holds a text, within the text. */
    public Path flip(String text) throws IOException {
        for (Path file : dataFiles()) {
            byte[] bytes = Files.readAllBytes(file);
            int at = new String(bytes, ISO_8859_1).indexOf(text);
            if (at >= 0) {
                bytes[at + 3] ^= 1;
                Files.write(file, bytes);
                return file;
            }
        }
        throw new IllegalStateException("the text is in no file");
    }

    public List<Path> dataFiles() throws IOException {
        try (Stream<Path> files = Files.list(data())) {
            return files.filter(f -> f.getFileName().toString().matches("log-\\d+"))
                    .sorted()
                    .toList();
        }
    }
}
