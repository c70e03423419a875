/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SuccessionTest {
    private final Succession succession = new Succession("web1");
    private long ids = 1;

    private FileTrack place(int fingerprint, long number, int previous) {
        Optional<LogFile.Previous> before =
                previous == 0 ? Optional.empty() : Optional.of(new LogFile.Previous(fingerprint(previous), 100));
        return succession.place(new LogFile("web1", fingerprint(fingerprint), number, before), () -> ids++);
    }

    private static Fingerprint fingerprint(int n) {
        return new Fingerprint("%064x".formatted(n));
    }

    @Test
    void afterNumbersBeganAnewAPredecessorThatHasNotArrivedStillHasTheLesserOne() {
        place(1, 1, 0);
        place(2, 2, 1);

        FileTrack later = place(12, 2, 11);

        FileTrack missing = succession.find(fingerprint(11)).orElseThrow();
        assertThat(missing.file().number()).isLessThan(later.file().number());
        assertThat(succession.files().stream().map(file -> file.file().number()))
                .containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
    }

    @Test
    void aFirstFileWithAPredecessorThatHasNotArrivedComesBehindIt() {
        FileTrack later = place(12, 1, 11);

        assertThat(succession.find(fingerprint(11)).orElseThrow().file().number())
                .isLessThan(later.file().number());
    }

    @Test
    void afterNumbersBeganAnewAFileComesBehindItsPredecessorAlsoWhereItsOwnNumberIsFree() {
        place(1, 1, 0);
        place(5, 5, 4);

        FileTrack first = place(11, 1, 0);
        FileTrack second = place(12, 2, 11);

        assertThat(second.file().number()).isGreaterThan(first.file().number());
        assertThat(succession.successors()).containsEntry(first.id(), second);
    }

    @Test
    void aFileThatNamesAPredecessorWithAGreaterNumberBeginsAChain() {
        FileTrack known = place(3, 9, 0);
        FileTrack later = place(5, 5, 4);

        FileTrack between = place(4, 4, 3);

        assertThat(between.file().number()).isLessThan(later.file().number());
        assertThat(succession.hasSuccessor(known)).isFalse();
        assertThat(between.chain()).isEqualTo(later.chain()).isNotEqualTo(known.chain());
    }

    @Test
    void aFileThatArrivesBetweenTwoOthersHasANumberBetweenTheirs() {
        FileTrack first = place(1, 1, 0);
        FileTrack last = place(6, 6, 5);
        FileTrack middle = place(4, 4, 3);

        place(3, 3, 1);
        place(5, 5, 4);

        assertThat(succession.successors().get(first.id()).file().number()).isEqualTo(3);
        assertThat(succession.successors().get(middle.id()).file().number()).isEqualTo(5);
        assertThat(last.chain()).isEqualTo(first.chain());
        assertThat(succession.chains()).extracting(Chain::id).containsExactly(first.chain());
        assertThat(succession.removedChains())
                .hasSize(2)
                .allSatisfy(
                        removed -> assertThat(succession.joinedInto(removed)).isNotEqualTo(removed));
        assertThat(succession.joinedInto(first.chain())).isEqualTo(first.chain());

        succession.noteStored();
        assertThat(succession.removedChains()).isEmpty();
    }

    private static FileTrack stored(int fingerprint, int previous, long chain) {
        Optional<LogFile.Previous> before =
                previous == 0 ? Optional.empty() : Optional.of(new LogFile.Previous(fingerprint(previous), 100));
        return new FileTrack(
                fingerprint,
                new LogFile("web1", fingerprint(fingerprint), fingerprint, before),
                true,
                chain,
                FileAccount.of(0, 0, 0, 0, 0, 0));
    }

    @Test
    void storedFilesFollowEachOtherInWhateverOrderTheyAreRead() {
        FileTrack second = stored(2, 1, 1);
        FileTrack first = stored(1, 0, 1);
        FileTrack third = stored(3, 2, 1);
        FileTrack ofAnotherChain = stored(4, 3, 4);

        succession.add(second);
        succession.add(first);
        succession.add(third);
        succession.add(ofAnotherChain);

        assertThat(succession.successors()).containsOnly(Map.entry(first.id(), second), Map.entry(second.id(), third));
        assertThat(succession.lastNumber()).isEqualTo(4);
    }
}
