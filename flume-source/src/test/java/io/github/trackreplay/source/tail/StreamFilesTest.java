/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.source.checkpoint.FilePosition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is finished costs nothing more: nobody goes through it until something happens. */
class StreamFilesTest {
    private static final int FINISHED = 1_000;

    private final StreamFiles files = new StreamFiles("web1", List.of(), 0);
    private TrackedFile live;

    @BeforeEach
    void add() {
        for (int number = 1; number <= FINISHED; number++) {
            TrackedFile file = files.add(file(number));
            file.become(file.state().finish());
        }
        live = files.add(file(FINISHED + 1));
        files.disturbances(1);
        files.layToRest();
    }

    private static TrackedFile file(int number) {
        TrackedFile file =
                new TrackedFile("web1", new Head(new Fingerprint(String.format("%064x", number)), 10, false), number);
        file.place(Optional.empty());
        return file;
    }

    @Test
    void onlyWhatIsNotFinishedIsGoneThrough() {
        assertThat(files.awake()).containsExactly(live);
        assertThat(files.predecessor().orElseThrow().number()).isEqualTo(FINISHED);

        files.disturbances(1);
        assertThat(files.awake()).containsExactly(live);
    }

    @Test
    void positionsOfWhatIsFinishedAreGatheredOnce() {
        List<FilePosition> before = files.positions();
        files.layToRest();
        List<FilePosition> after = files.positions();

        assertThat(after).isEqualTo(before).hasSize(FINISHED + 1);
        for (int i = 0; i < FINISHED; i++) {
            assertThat(after.get(i)).isSameAs(before.get(i));
        }
    }

    @Test
    void whatHappensToAnyFileWakesAllOfThem() {
        files.positions();
        live.become(live.state().finish());
        files.layToRest();
        assertThat(files.awake()).as("the last one speaks for the stream").containsExactly(live);
        assertThat(files.positions()).last().matches(FilePosition::finished);

        TrackedFile one = files.inOrder().get(FINISHED / 2);
        one.become(one.state().resume());
        files.disturbances(2);
        assertThat(files.awake()).hasSize(FINISHED + 1);
        files.layToRest();

        assertThat(files.awake()).first().isSameAs(one);
        assertThat(files.positions()).hasSize(FINISHED + 1);
    }

    @Test
    void aFileAsideOfTheChainIsFoundByItsNumber() {
        TrackedFile aside = file(FINISHED + 2);
        aside.setAside();
        files.add(aside);

        assertThat(files.isAside(FINISHED + 2)).isTrue();
        assertThat(files.isAside(FINISHED + 1)).isFalse();
        assertThat(files.isAside(FINISHED + 9)).isFalse();
        assertThat(files.last()).containsSame(live);
    }
}
