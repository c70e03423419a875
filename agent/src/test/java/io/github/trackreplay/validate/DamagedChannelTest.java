/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.trackreplay.health.ClosedChannel;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What our sentences advise for a damaged file channel, done to a real one. */
class DamagedChannelTest {
    @TempDir
    Path directory;

    @Test
    void aCheckpointThatIsMovedAwayIsMadeAnewAndEveryEventIsThere() throws IOException {
        put("one", "two", "three");
        Files.move(directory.resolve("checkpoint"), directory.resolve("checkpoint.damaged"));

        assertThat(taken()).containsExactly("one", "two", "three");
    }

    @Test
    void aFlippedByteIsSaidWithItsRemedyAndWhatIsMovedAwayMakesRoomForANewChannel() throws IOException {
        put("one", "a body that is easily found", "three");
        flip("a body that is easily found");

        Throwable failure = catchThrowable(this::taken);
        assertThat(failure).isNotNull();
        assertThat(ClosedChannel.remedy(failure)).contains("Corrupt", "trackreplay channel repair -f FILE");

        Files.move(directory.resolve("checkpoint"), directory.resolve("checkpoint.damaged"));
        Files.move(directory.resolve("data"), directory.resolve("data.damaged"));
        put("four");
        assertThat(taken()).containsExactly("four");
    }

    private FileChannel opened() {
        FileChannel channel = new FileChannel();
        channel.setName("requests");
        channel.configure(new Context(Map.of(
                "checkpointDir",
                directory.resolve("checkpoint").toString(),
                "dataDirs",
                directory.resolve("data").toString(),
                "capacity",
                "1000",
                "transactionCapacity",
                "100",
                "keep-alive",
                "0",
                "minimumRequiredSpace",
                "1048576")));
        channel.start();
        return channel;
    }

    private void put(String... bodies) {
        FileChannel channel = opened();
        Transaction transaction = channel.getTransaction();
        transaction.begin();
        for (String body : bodies) {
            channel.put(EventBuilder.withBody(body, UTF_8));
        }
        transaction.commit();
        transaction.close();
        channel.stop();
    }

    private List<String> taken() {
        FileChannel channel = opened();
        List<String> bodies = new ArrayList<>();
        Transaction transaction = channel.getTransaction();
        transaction.begin();
        try {
            for (Event event = channel.take(); event != null; event = channel.take()) {
                bodies.add(new String(event.getBody(), UTF_8));
            }
            transaction.commit();
            transaction.close();
            channel.stop();
        } catch (RuntimeException e) {
            for (Runnable ending : List.<Runnable>of(transaction::rollback, transaction::close, channel::stop)) {
                end(ending, e);
            }
            throw e;
        }
        return bodies;
    }

    /** A channel that has found a damaged event can neither roll back nor be stopped in order any more. */
    private static void end(Runnable ending, RuntimeException cause) {
        try {
            ending.run();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void flip(String body) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("data"))) {
            for (Path file : files.filter(f -> f.getFileName().toString().matches("log-\\d+"))
                    .toList()) {
                byte[] bytes = Files.readAllBytes(file);
                int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(body);
                if (at >= 0) {
                    bytes[at + 3] ^= 1;
                    Files.write(file, bytes);
                    return;
                }
            }
        }
        throw new IllegalStateException("the body is in no file");
    }
}
