/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.file.FileChannel;
import org.apache.flume.event.EventBuilder;

/**
 * A program that fills or empties a file channel with whatever Flume it is started with; it knows nothing of ours.
 * {@code fill DIRECTORY} leaves the events 40 to 299 in the channel and ends in order; {@code crash DIRECTORY} does the same,
 * then begins to put and to take more, and dies without a word; {@code empty DIRECTORY} takes all and writes to {@code taken}
 * what it got, a line each.
 */
public final class ChannelTool {
    static final int FIRST = 40;
    static final int END = 300;

    private static final int TRANSACTION = 20;

    private ChannelTool() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[1]);
        FileChannel channel = opened(directory);
        switch (arguments[0]) {
            case "fill" -> {
                fill(channel);
                channel.stop();
            }
            case "crash" -> {
                fill(channel);
                Transaction open = channel.getTransaction();
                open.begin();
                channel.put(event(END));
                Runtime.getRuntime().halt(9);
            }
            case "empty" -> {
                Files.write(directory.resolve("taken"), take(channel, Integer.MAX_VALUE));
                channel.stop();
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** What the line of an event in {@code taken} is. */
    static String line(Event event) {
        return event.getHeaders().get("number") + " " + event.getHeaders().get("stream") + " "
                + new String(event.getBody(), UTF_8).length() + " "
                + java.util.Arrays.hashCode(event.getBody());
    }

    static Event event(int number) {
        Map<String, String> headers = new HashMap<>();
        headers.put("number", Integer.toString(number));
        headers.put("stream", "wéb1");
        return EventBuilder.withBody(("{\"n\":" + number + "}\n").repeat(1 + number * 7), UTF_8, headers);
    }

    /** Puts 0 to 299 and takes the first forty, in several transactions and over several files. */
    private static void fill(FileChannel channel) {
        for (int number = 0; number < END; ) {
            Transaction transaction = channel.getTransaction();
            transaction.begin();
            for (int i = 0; i < TRANSACTION && number < END; i++) {
                channel.put(event(number++));
            }
            transaction.commit();
            transaction.close();
        }
        take(channel, FIRST);
    }

    private static List<String> take(FileChannel channel, int limit) {
        List<String> lines = new ArrayList<>();
        for (boolean more = true; more && lines.size() < limit; ) {
            Transaction transaction = channel.getTransaction();
            transaction.begin();
            for (int i = 0; i < TRANSACTION && more; i++) {
                Event event = channel.take();
                more = event != null;
                if (more) {
                    lines.add(line(event));
                }
            }
            transaction.commit();
            transaction.close();
        }
        return lines;
    }

    private static FileChannel opened(Path directory) {
        FileChannel channel = new FileChannel();
        channel.setName("requests");
        Map<String, String> settings = new HashMap<>();
        settings.put("checkpointDir", directory.resolve("checkpoint").toString());
        settings.put("backupCheckpointDir", directory.resolve("backup").toString());
        settings.put("useDualCheckpoints", "true");
        settings.put("compressBackupCheckpoint", "true");
        settings.put("dataDirs", directory.resolve("data").toString());
        settings.put("capacity", "1000");
        settings.put("transactionCapacity", "100");
        settings.put("keep-alive", "0");
        settings.put("maxFileSize", "300000");
        settings.put("minimumRequiredSpace", "1048576");
        channel.configure(new Context(settings));
        channel.start();
        return channel;
    }
}
