/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is saved after the first time is only what has changed, and nothing that can happen to it gives a state that never was. */
class PositionChangesTest {
    @TempDir
    Path directory;

    private final Random random = new Random(7);
    private Path file;
    private Path changes;

    @BeforeEach
    void names() {
        file = directory.resolve("s.positions");
        changes = directory.resolve("s.positions.changes");
    }

    @Test
    void whateverChangesTheLastStateIsRead() throws IOException {
        PositionStore store = new PositionStore(file);
        Positions positions = new Positions(0, List.of());
        for (int save = 1; save < 400; save++) {
            positions = changed(positions, save);
            store.save(positions);
            if (save % 7 == 0) {
                assertThat(new PositionStore(file).load()).contains(positions);
            }
            if (save % 90 == 0) {
                store = new PositionStore(file);
            }
        }
    }

    @Test
    void aChangeOfOneFileAmongThousandsIsWrittenAlone() throws IOException {
        PositionStore store = new PositionStore(file);
        List<FilePosition> files = new ArrayList<>();
        for (int number = 1; number <= 5_000; number++) {
            files.add(position(number, 100));
        }
        store.save(new Positions(1, List.of(stream("web1", files))));
        byte[] whole = Files.readAllBytes(file);

        files.set(4_999, position(5_000, 200));
        Positions moved = new Positions(2, List.of(stream("web1", files)));
        store.save(moved);

        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        assertThat(Files.size(changes)).isLessThan(2_000);
        assertThat(new PositionStore(file).load()).contains(moved);
    }

    @Test
    void manyChangesAreJoinedToAFileAgain() throws IOException {
        PositionStore store = new PositionStore(file);
        long most = 0;
        for (int save = 1; save <= 3_000; save++) {
            store.save(new Positions(save, List.of(stream("web1", List.of(position(1, save))))));
            most = Math.max(most, Files.size(changes));
        }
        assertThat(most).isBetween(256L * 1024, 300L * 1024);
        assertThat(Files.size(changes)).isLessThan(most);
        assertThat(new PositionStore(file).load().orElseThrow().lookedAt()).isEqualTo(3_000);
    }

    @Test
    void whereverTheLastChangeIsCutOffTheOneBeforeItHolds() throws IOException {
        List<Positions> states = threeStates();
        byte[] whole = Files.readAllBytes(changes);
        int last = -1;
        for (int length = 0; length <= whole.length; length++) {
            Files.write(changes, Arrays.copyOf(whole, length));
            int state = states.indexOf(new PositionStore(file).load().orElseThrow());
            assertThat(state).isGreaterThanOrEqualTo(Math.max(0, last));
            last = state;
        }
        assertThat(last).isEqualTo(2);
    }

    @Test
    void aFlippedBitIsAnErrorOrTheLastChangeIsAsIfItHadNotBeen() throws IOException {
        List<Positions> states = threeStates();
        byte[] whole = Files.readAllBytes(changes);
        int refused = 0;
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 1;
            Files.write(changes, flipped);
            try {
                assertThat(new PositionStore(file).load()).as("byte %d", i).contains(states.get(1));
            } catch (UnreadablePositionsException e) {
                assertThat(e).hasMessageContaining(changes.toString());
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(whole.length / 3);
    }

    @Test
    void changesToAFileThatHasBeenReplacedAreOfNoConsequence() throws IOException {
        threeStates();
        byte[] old = Files.readAllBytes(changes);
        Positions whole = new Positions(9, List.of());
        new PositionStore(file).save(whole);
        Files.write(changes, old);

        assertThat(new PositionStore(file).load()).contains(whole);
    }

    @Test
    void filesThatAreRemovedUnderItAreWrittenAnew() throws IOException {
        PositionStore store = new PositionStore(file);
        store.save(new Positions(1, List.of()));
        store.save(new Positions(2, List.of()));
        Files.delete(changes);
        store.save(new Positions(3, List.of()));
        assertThat(new PositionStore(file).load()).contains(new Positions(3, List.of()));
        Files.delete(file);
        store.save(new Positions(4, List.of()));
        assertThat(new PositionStore(file).load()).contains(new Positions(4, List.of()));
    }

    @Test
    void afterAChangeThatCouldNotBeWrittenAllIsWritten() throws IOException {
        PositionStore store = new PositionStore(file);
        store.save(new Positions(1, List.of()));
        Path lent = directory.resolve("lent");
        Files.move(changes, lent);
        Files.createDirectory(changes);
        assertThatThrownBy(() -> store.save(new Positions(2, List.of()))).isInstanceOf(IOException.class);
        Files.delete(changes);
        Files.move(lent, changes);

        store.save(new Positions(3, List.of()));

        assertThat(new PositionStore(file).load()).contains(new Positions(3, List.of()));
    }

    private List<Positions> threeStates() throws IOException {
        PositionStore store = new PositionStore(file);
        List<Positions> states = new ArrayList<>();
        Positions positions = new Positions(0, List.of());
        for (int save = 1; save <= 3; save++) {
            positions = new Positions(save, List.of(stream("web1", List.of(position(1, save), position(2, 0)))));
            states.add(positions);
            store.save(positions);
        }
        return states;
    }

    /** Files and streams come, go, and move on. */
    private Positions changed(Positions before, int save) {
        List<StreamPositions> streams = new ArrayList<>(before.streams());
        String name = "web\t" + random.nextInt(4);
        Optional<StreamPositions> was =
                streams.stream().filter(s -> s.stream().equals(name)).findFirst();
        streams.removeAll(was.stream().toList());
        if (was.isEmpty() || random.nextInt(9) > 0) {
            List<FilePosition> files =
                    new ArrayList<>(was.map(StreamPositions::files).orElse(List.of()));
            for (int i = random.nextInt(4); i > 0; i--) {
                long number = random.nextInt(12);
                files.removeIf(f -> f.number() == number);
                if (random.nextInt(3) > 0) {
                    files.add(position(number, save));
                }
            }
            files.sort(Comparator.comparingLong(FilePosition::number));
            streams.add(stream(name, files));
        }
        streams.sort(Comparator.comparing(s -> positionOf(before, s.stream())));
        return new Positions(save, streams);
    }

    private static int positionOf(Positions before, String stream) {
        List<String> names =
                before.streams().stream().map(StreamPositions::stream).toList();
        return names.contains(stream) ? names.indexOf(stream) : names.size();
    }

    private static StreamPositions stream(String name, List<FilePosition> files) {
        return new StreamPositions(name, OptionalLong.empty(), files);
    }

    private static FilePosition position(long number, long position) {
        Optional<LogFile.Previous> previous =
                number > 1 ? Optional.of(new LogFile.Previous(fingerprint(number - 1), 100)) : Optional.empty();
        return new FilePosition(
                new FilePosition.Identity(fingerprint(number), 10, false),
                new FilePosition.Place(number, previous, false),
                new FilePosition.Reading(false, position, 0, position, Optional.empty()),
                "(dev=1,ino=" + number + ")",
                new FilePosition.Proven(List.of(), List.of()));
    }

    private static Fingerprint fingerprint(long number) {
        return new Fingerprint(String.format(Locale.ROOT, "%064x", number));
    }
}
