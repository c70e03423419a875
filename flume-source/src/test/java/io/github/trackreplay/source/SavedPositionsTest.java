/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.UndecidedFormatException;
import io.github.trackreplay.source.checkpoint.FilePosition;
import io.github.trackreplay.source.checkpoint.PositionStore;
import io.github.trackreplay.source.tail.CommonTimes;
import io.github.trackreplay.source.tail.GlobFinder;
import io.github.trackreplay.source.tail.StartAt;
import io.github.trackreplay.source.tail.TailReader;
import io.github.trackreplay.source.tail.TailReaderConfig;
import io.github.trackreplay.source.tail.TailSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedPositionsTest {
    private static final String LINE = "GET /matomo.php?n=1\n";

    @TempDir
    Path directory;

    private final AtomicLong nanos = new AtomicLong();
    private Instant now = Instant.EPOCH;
    private PositionStore store;
    private SavedPositions positions;
    private TailReader reader;

    @BeforeEach
    void start() throws IOException {
        store = new PositionStore(directory.resolve("positions/log"));
        positions = SavedPositions.open(store, nanos::get);
        reader = reader("web1", "access.log", new StartAt.Beginning());
    }

    private TailReader reader(String stream, String pattern, StartAt startAt) {
        return new TailReader(
                new TailReaderConfig(
                        stream,
                        new GlobFinder(List.of(directory + "/" + pattern)),
                        startAt,
                        TailSettings.defaults("test"),
                        () -> now,
                        new CommonTimes(),
                        new LoggingListener(new AccessLogSourceCounter("test"), new FileNews(InstantSource.system()))),
                Optional.empty());
    }

    @AfterEach
    void close() {
        reader.close();
    }

    @Test
    void theFirstPositionsAreSavedAtOnceAndLaterOnesOnceASecond() throws IOException {
        readALine();
        positions.saveIfDue(reader);
        assertThat(saved()).isEqualTo(LINE.length());

        nanos.addAndGet(Duration.ofMillis(999).toNanos());
        readALine();
        positions.saveIfDue(reader);
        assertThat(saved()).isEqualTo(LINE.length());

        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        positions.saveIfDue(reader);
        assertThat(saved()).isEqualTo(2L * LINE.length());
    }

    @Test
    void howeverLongItTookToSaveANewStreamWhatIsDeliveredThenIsSavedAtOnce() throws IOException {
        positions = SavedPositions.open(
                store, () -> nanos.getAndAdd(Duration.ofMillis(300).toNanos()));
        write(LINE);
        assertThat(reader.read(4, 1 << 16)).isNotEmpty();
        positions.saveNewStreams(reader);
        assertThat(saved()).isZero();

        reader.commit();
        positions.saveIfDue(reader);

        assertThat(saved()).isEqualTo(LINE.length());
    }

    /**
     * After a crash it might get another name, where what it had to be told from is gone. It is found, and saved without
     * a byte, long before it is read: the one before it may still grow.
     */
    @Test
    void theNameOfANewLogFileIsSavedWhenItsFirstLinesAreDelivered() throws IOException {
        write(LINE);
        process(4);
        Files.move(directory.resolve("access.log"), directory.resolve("gone"));
        write("GET /matomo.php?n=2\n");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        process(4);
        assertThat(savedPositions()).containsExactly(20L, 0L);

        now = now.plus(Duration.ofSeconds(10)); // the first one will not grow any more
        process(4);
        assertThat(savedPositions()).containsExactly(20L, 20L);

        write(LINE);
        process(4);
        assertThat(savedPositions()).containsExactly(20L, 20L);
    }

    @Test
    void soAreThoseOfFilesThatAreFoundTogetherAndReadOneAfterTheOther() throws IOException {
        write(LINE);
        Files.move(directory.resolve("access.log"), directory.resolve("access.log.1"));
        write("GET /matomo.php?n=2\n");
        reader.close();
        reader = reader("web1", "access.log*", new StartAt.Beginning());
        process(1);
        assertThat(savedPositions()).containsExactly(20L, 0L);

        now = now.plus(Duration.ofSeconds(10)); // the first one will not grow any more
        for (int reads = 0; reads < 3; reads++) {
            process(1);
        }

        assertThat(savedPositions()).containsExactly(20L, 20L);
    }

    /** What the positions say then is from before the batch: that there is another file they do not know yet. */
    @Test
    void soIsThatOfAFileThatAppearsWhileTheChannelIsFull() throws IOException {
        write(LINE);
        process(4);
        write(LINE);
        offerToAFullChannel();
        Files.move(directory.resolve("access.log"), directory.resolve("gone"));
        write("GET /matomo.php?n=2\n");
        offerToAFullChannel();
        now = now.plus(Duration.ofSeconds(10)); // the first one will not grow any more

        offer();
        reader.commit();
        positions.saveIfDue(reader);
        assertThat(savedPositions()).containsExactly(20L);
        readUntil(file -> file.number() == 2);
        positions.saveNewStreams(reader);
        reader.rewind();
        positions.saveIfDue(reader);
        assertThat(savedPositions()).containsExactly(20L);
        process(4);

        assertThat(savedPositions()).containsExactly(40L, 20L);
    }

    /** Until then the positions stay before them. */
    @Test
    void soAreThoseThatWaitedUntilTheirFormatIsKnown() throws IOException {
        AtomicBoolean readable = new AtomicBoolean();
        HeldStreams held = new HeldStreams(1 << 16);
        positions.savedAs(held::beforeHeld);
        BatchDelivery delivery = new BatchDelivery(
                held,
                packs -> {
                    if (!readable.get()) {
                        throw new UndecidedFormatException(Map.of("web1", "no format fits"));
                    }
                    return true;
                },
                4);
        for (int lines = 0; lines < 2; lines++) {
            assertThat(delivery.offerHeld()).isFalse();
            write(LINE);
            List<RawPack> packs = reader.read(4, 1 << 16);
            positions.saveNewStreams(reader);
            assertThat(delivery.deliver(packs, reader.positions())).isTrue();
            reader.commit();
            positions.saveIfDue(reader);
            assertThat(saved()).isZero();
        }

        readable.set(true);
        assertThat(delivery.offerHeld()).isTrue();
        positions.saveNext();
        positions.saveIfDue(reader);

        assertThat(saved()).isEqualTo(2L * LINE.length());
    }

    /** Its position would be where the log ends after a crash, whatever was not read of it. */
    @Test
    void soIsAStreamThatAppearsWhileTheChannelIsFull() throws IOException {
        reader.close();
        reader = reader("%{basename}", "*.log", new StartAt.End());
        write("");
        reader.read(4, 1 << 16);
        positions.saveIfDue(reader);
        write(LINE);
        offerToAFullChannel();
        Files.writeString(directory.resolve("second.log"), LINE);
        now = now.plusSeconds(1);
        offerToAFullChannel();

        offer();
        reader.commit();
        readUntil(file -> file.stream().equals("second.log"));
        positions.saveNewStreams(reader);

        assertThat(store.load().orElseThrow().streams()).hasSize(2);
    }

    /** What a source does, with a channel that takes all. */
    private void process(int maxPacks) {
        if (!reader.read(maxPacks, 1 << 16).isEmpty()) {
            positions.saveNewStreams(reader);
            reader.commit();
        }
        positions.saveIfDue(reader);
    }

    /** What a source does with a batch up to the moment where it puts it. */
    private void offer() {
        assertThat(reader.read(4, 1 << 16)).isNotEmpty();
        positions.saveNewStreams(reader);
    }

    private void offerToAFullChannel() {
        offer();
        reader.rewind();
        positions.saveIfDue(reader);
    }

    private void readUntil(Predicate<LogFile> wanted) {
        while (reader.read(4, 1 << 16).stream()
                .noneMatch(pack -> wanted.test(pack.header().file()))) {
            reader.commit();
            positions.saveIfDue(reader);
            now = now.plusSeconds(1);
        }
    }

    @Test
    void savingThatTakesLongTakesATenthOfTheTimeAllTheSame() throws IOException {
        positions = SavedPositions.open(
                store, () -> nanos.getAndAdd(Duration.ofMillis(300).toNanos()));
        readALine();
        positions.saveIfDue(reader);
        readALine();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        positions.saveIfDue(reader);
        assertThat(saved()).isEqualTo(LINE.length());

        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        positions.saveIfDue(reader);
        assertThat(saved()).isEqualTo(2L * LINE.length());
    }

    @Test
    void whatIsNotDueYetIsSavedAtTheEnd() throws IOException {
        readALine();
        positions.saveIfDue(reader);
        readALine();
        positions.save(reader);

        assertThat(saved()).isEqualTo(2L * LINE.length());
    }

    private void write(String line) throws IOException {
        Files.writeString(directory.resolve("access.log"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        now = now.plusSeconds(1);
    }

    private void readALine() throws IOException {
        write(LINE);
        assertThat(reader.read(4, 1 << 16)).isNotEmpty();
        reader.commit();
    }

    private List<Long> savedPositions() throws IOException {
        return store.load().orElseThrow().streams().get(0).files().stream()
                .map(FilePosition::position)
                .toList();
    }

    private long saved() throws IOException {
        return store.load().orElseThrow().streams().get(0).files().get(0).position();
    }
}
