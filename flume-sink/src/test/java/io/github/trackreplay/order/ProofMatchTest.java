/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Proof;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProofMatchTest {
    private static final LogFile FILE = new LogFile("web1", new Fingerprint("a".repeat(64)), 1, Optional.empty());

    private static Proof proof(long blockStart, long boundary, char digit) {
        return new Proof(blockStart, boundary, String.valueOf(digit).repeat(32));
    }

    private static PackHeader pack(long start, long end, Proof... proofs) {
        return new PackHeader(FILE, start, end, PackHeader.Reading.of(0, "h", ""), PackHeader.Promise.NONE)
                .withProofs(List.of(proofs));
    }

    private static Map<Long, Proof> known(Proof... proofs) {
        Map<Long, Proof> known = new HashMap<>();
        Arrays.stream(proofs).forEach(proof -> known.put(proof.boundary(), proof));
        return known;
    }

    @Test
    void whatComesForTheFirstTimeContradictsNothing() {
        ProofMatch match = ProofMatch.of(pack(0, 100, proof(0, 100, '1')), List.of(new ByteRange(0, 100)), known());
        assertThat(match).isEqualTo(ProofMatch.NEW);
    }

    @Test
    void theSameBytesAgainAreProven() {
        Proof end = proof(0, 60, '1');
        assertThat(ProofMatch.of(pack(0, 60, end), List.of(), known(end))).isEqualTo(ProofMatch.NEW);
    }

    @Test
    void otherBytesUnderTheSameRangeAreAContradiction() {
        ProofMatch match = ProofMatch.of(pack(0, 60, proof(0, 60, '1')), List.of(), known(proof(0, 60, '2')));
        assertThat(match.contradiction()).contains(new ProofMatch.Contradiction(proof(0, 60, '2'), proof(0, 60, '1')));
    }

    @Test
    void bytesThatGoOnAfterOthersAreAContradictionThoughTheyAreNew() {
        ProofMatch match = ProofMatch.of(
                pack(60, 90, proof(0, 60, '1'), proof(60, 90, '1')),
                List.of(new ByteRange(60, 90)),
                known(proof(0, 60, '2')));
        assertThat(match.contradiction()).isPresent();
    }

    @Test
    void aBlockThatBeginsElsewhereIsAContradiction() {
        ProofMatch match = ProofMatch.of(
                pack(60, 200, proof(0, 60, '1'), proof(70, 200, '1')),
                List.of(),
                known(proof(0, 60, '1'), proof(66, 200, '1')));
        assertThat(match.contradiction()).isPresent();
    }

    @Test
    void whatWasCutElsewhereIsNotProvenToItsEnd() {
        ProofMatch match = ProofMatch.of(pack(0, 50, proof(0, 50, '1')), List.of(), known(proof(0, 60, '2')));
        assertThat(match.contradiction()).isEmpty();
        assertThat(match.proven()).isFalse();
    }

    @Test
    void aBlockOfWhichTheLedgerKnowsNoProofProvesNothingBehindIt() {
        Proof last = proof(70, 100, '3');
        PackHeader pack = pack(0, 100, proof(0, 70, '1'), last);
        assertThat(ProofMatch.of(pack, List.of(), known(last)).proven()).isFalse();
        assertThat(ProofMatch.of(pack, List.of(), known(proof(0, 70, '1'), last))
                        .proven())
                .isTrue();
    }
}
