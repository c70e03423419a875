/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.repair;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.file.FileChannel;
import org.apache.flume.event.EventBuilder;

/**
 * A process of its own that uses a file channel of stock Flume, without a lock of ours. Commands come on the standard input, an
 * answer of one line on the standard output each: {@code put FROM TO}, {@code take MOST}, {@code stop}. The argument is the
 * channel's directory.
 */
public final class ChannelUser {
    private static final int TRANSACTION = 10;

    private final Path directory;
    private final FileChannel channel;

    private ChannelUser(Path directory) {
        this.directory = directory;
        this.channel = new Channels(directory).opened(Map.of("checkpointInterval", "1000"));
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        ChannelUser user = new ChannelUser(Path.of(arguments[0]));
        out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println("answer " + user.answer(line.split(" ")));
            if (line.equals("stop")) {
                return;
            }
        }
    }

    private String answer(String[] words) throws IOException {
        try {
            return switch (words[0]) {
                case "put" -> put(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                case "take" -> take(Integer.parseInt(words[1]));
                default -> stop();
            };
        } catch (RuntimeException e) {
            return "failed " + e;
        }
    }

    private String put(int from, int to) {
        for (int number = from; number < to; number += TRANSACTION) {
            Transaction transaction = channel.getTransaction();
            transaction.begin();
            for (int i = number; i < Math.min(to, number + TRANSACTION); i++) {
                channel.put(EventBuilder.withBody(
                        body(i), UTF_8, Map.of("trackreplay.stream", "web1", "trackreplay.count", "1")));
            }
            transaction.commit();
            transaction.close();
        }
        return "put";
    }

    static String body(int number) {
        return "event " + number;
    }

    /** Takes and commits, some at a time, and notes their bodies in the file {@code delivered}; says how many before it failed. */
    private String take(int most) throws IOException {
        int taken = 0;
        while (taken < most) {
            Transaction transaction = channel.getTransaction();
            transaction.begin();
            List<String> here = new ArrayList<>();
            try {
                for (Event event = channel.take();
                        event != null;
                        event = here.size() < TRANSACTION ? channel.take() : null) {
                    here.add(new String(event.getBody(), UTF_8));
                }
                transaction.commit();
            } catch (RuntimeException e) {
                transaction.rollback();
                return "failed after " + taken + ": " + e;
            } finally {
                transaction.close();
            }
            Files.write(directory.resolve("delivered"), here, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            taken += here.size();
            if (here.size() < TRANSACTION) {
                break;
            }
        }
        return "taken " + taken;
    }

    private String stop() {
        channel.stop();
        return "stopped";
    }
}
