/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Proof;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PositionStoreTest {
    private static final Fingerprint A = new Fingerprint("a".repeat(64));
    private static final Fingerprint B = new Fingerprint("b".repeat(64));
    private static final Positions POSITIONS = new Positions(
            1_795_341_600_000L,
            List.of(
                    new StreamPositions(
                            "web 1\tä",
                            OptionalLong.of(7),
                            List.of(
                                    new FilePosition(
                                            new FilePosition.Identity(A, 80, false),
                                            new FilePosition.Place(1, Optional.empty(), false),
                                            new FilePosition.Reading(true, 300, 0, 300, Optional.empty()),
                                            "(dev=fc00,ino=123)",
                                            new FilePosition.Proven(
                                                    List.of(Anchor.of(80, new byte[80]), Anchor.of(300, new byte[256])),
                                                    List.of(
                                                            new Proof(0, 80, "0".repeat(32)),
                                                            new Proof(80, 300, "1".repeat(32))))),
                                    new FilePosition(
                                            new FilePosition.Identity(B, 90, true),
                                            new FilePosition.Place(2, Optional.of(new LogFile.Previous(A, 300)), true),
                                            new FilePosition.Reading(
                                                    false, 0, 11, 12, Optional.of("#Fields: date time\tc-ip")),
                                            "",
                                            new FilePosition.Proven(List.of(Anchor.of(0, new byte[0])), List.of())))),
                    new StreamPositions(
                            "web2",
                            OptionalLong.empty(),
                            List.of(),
                            new SeenDisorder(
                                    true,
                                    List.of(
                                            new SeenDisorder.Worst(498_700, 1_250),
                                            new SeenDisorder.Worst(498_703, 7)))),
                    new StreamPositions("web3", OptionalLong.empty(), List.of(), new SeenDisorder(true, List.of()))));

    @TempDir
    Path directory;

    private PositionStore store;

    @BeforeEach
    void open() {
        store = new PositionStore(directory.resolve("deep/er/source.positions"));
    }

    @Test
    void thatALogFileIsNotReadOnIsKept() throws IOException {
        StreamPositions stream = POSITIONS.streams().get(0);
        FilePosition givenUp = stream.files().get(0).asGivenUp();
        store.save(new Positions(
                1, List.of(new StreamPositions("web1", OptionalLong.empty(), List.of(givenUp), stream.disorder()))));

        assertThat(store.load().orElseThrow().streams().get(0).files())
                .containsExactly(givenUp)
                .allMatch(file -> file.isGivenUp() && file.finished());
    }

    @Test
    void sinceWhenLinesMayBeUnseenIsKept() throws IOException {
        List<FilePosition> files = POSITIONS.streams().get(0).files().stream()
                .map(file -> file.unseenSince(OptionalLong.of(1_795_341_500_000L)))
                .toList();
        store.save(new Positions(1, List.of(new StreamPositions("web1", OptionalLong.empty(), files))));

        assertThat(store.load().orElseThrow().streams().get(0).files())
                .isEqualTo(files)
                .allMatch(file -> file.unseenSince().getAsLong() == 1_795_341_500_000L);
        assertThat(files.get(1).reading().start()).isEqualTo(11);
        assertThat(files.get(1).unseenSince(OptionalLong.empty()))
                .isEqualTo(POSITIONS.streams().get(0).files().get(1));
    }

    @Test
    void filesThatNobodyCouldIdentifyAreKeptUntilTheyAreNoMore() throws IOException {
        List<UnidentifiedFile> two = List.of(
                new UnidentifiedFile("(dev=1,ino=2)", "/var/log/a\tb", 7, Optional.of(Anchor.of(3, new byte[3]))),
                new UnidentifiedFile("(dev=1,ino=3)", "/var/log/c.gz", 8, Optional.empty()));
        StreamPositions stream = POSITIONS.streams().get(0);
        for (List<UnidentifiedFile> files : List.of(two, two.subList(1, 2), List.<UnidentifiedFile>of())) {
            Positions positions = new Positions(
                    1,
                    List.of(new StreamPositions(
                            "web1", OptionalLong.empty(), stream.files(), stream.disorder(), files)));
            store.save(positions);
            assertThat(store.load()).contains(positions);
        }
    }

    @Test
    void nothingWasSavedYet() throws IOException {
        assertThat(store.load()).isEmpty();
    }

    @Test
    void whatWasSavedIsRead() throws IOException {
        store.save(new Positions(1, List.of()));
        store.save(POSITIONS);
        assertThat(store.load()).contains(POSITIONS);
    }

    @Test
    void aFileThatWasCutOffIsRefused() throws IOException {
        store.save(POSITIONS);
        byte[] whole = Files.readAllBytes(store.file());
        for (int length = 0; length < whole.length; length++) {
            Files.write(store.file(), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> store.load()).isInstanceOf(UnreadablePositionsException.class);
        }
    }

    @Test
    void aFileWithOneBitFlippedIsRefused() throws IOException {
        store.save(POSITIONS);
        byte[] whole = Files.readAllBytes(store.file());
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 1;
            Files.write(store.file(), flipped);
            assertThatThrownBy(() -> store.load()).isInstanceOf(UnreadablePositionsException.class);
        }
    }

    @Test
    void theRefusalSaysWhichFileAndWhatToDo() throws IOException {
        Files.createDirectories(store.file().getParent());
        Files.writeString(store.file(), "{}");
        assertThatThrownBy(() -> store.load())
                .hasMessageContaining(store.file().toString())
                .hasMessageContaining("check sum")
                .hasMessageContaining("Restore the file from a backup");
    }

    @Test
    void anotherVersionIsRefusedByName() {
        assertThatThrownBy(() -> read("trackreplay positions 4\nlooked\t5\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trackreplay positions 4");
    }

    /** Who wrote version 2 does not read all of these lines, and says why. */
    @Test
    void whatIsSavedHasAHeadingOfItsOwn() throws IOException {
        store.save(POSITIONS);

        assertThat(Files.readString(store.file())).startsWith("trackreplay positions 3\n");
    }

    @Test
    void versionTwoIsRead() throws IOException {
        store.save(POSITIONS);
        String text = Files.readString(store.file());
        String lines = text.substring(text.indexOf('\n'), text.lastIndexOf("sha256"));

        assertThat(read("trackreplay positions 2" + lines)).isEqualTo(POSITIONS);
    }

    /** The columns that version 1 had, one file with and one without a start. */
    @Test
    void versionOneIsReadAndProvesNoBlocks() throws IOException {
        String zeros = "0".repeat(32);
        String text = "trackreplay positions 1\nlooked\t5\nstream\tweb1\t-\n"
                + "file\t" + A.hex() + "\t80\t-\t1\t-\t-\t-\tfinished\t300\t300\t-\t300:" + zeros + "\n"
                + "file\t" + B.hex() + "\t90\t-\t2\t" + A.hex() + "\t300\t-\t-\t0\t12\t-\t0:" + zeros + "\t11\n";

        List<FilePosition> files = read(text).streams().get(0).files();

        assertThat(files).extracting(FilePosition::position).containsExactly(300L, 0L);
        assertThat(files).extracting(file -> file.reading().start()).containsExactly(0L, 11L);
        assertThat(files).allSatisfy(file -> assertThat(file.proven().blocks()).isEmpty());
    }

    @Test
    void aSaveThatFailsLeavesTheOldState() throws IOException {
        store.save(POSITIONS);
        Files.createDirectory(store.file().resolveSibling(store.file().getFileName() + ".new"));
        PositionStore restarted = new PositionStore(store.file());
        assertThatThrownBy(() -> restarted.save(new Positions(2, List.of()))).isInstanceOf(IOException.class);
        assertThat(store.load()).contains(POSITIONS);
    }

    private static Positions read(String text) throws IOException {
        return PositionFile.read(new BufferedReader(new StringReader(text))).build();
    }

    @Test
    void aHalfWrittenNewFileIsOfNoConsequence() throws IOException {
        store.save(POSITIONS);
        Files.writeString(store.file().resolveSibling(store.file().getFileName() + ".new"), "trackre");
        assertThat(store.load()).contains(POSITIONS);
        store.save(new Positions(2, List.of()));
        assertThat(store.load()).contains(new Positions(2, List.of()));
    }

    @Test
    void anInterruptDoesNotPreventSaving() throws IOException {
        Thread.currentThread().interrupt();
        store.save(POSITIONS);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(store.load()).contains(POSITIONS);
    }
}
