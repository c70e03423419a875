/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LineEnds;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.event.RawPack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a log file may be taken for another one, and where it may be read again after a crash, each of its lines has a proof. */
class LineEndsTest {
    @TempDir
    Path directory;

    private TestLog log;
    private Tail tail;

    @BeforeEach
    void open() {
        log = new TestLog(directory);
        tail = Tail.fromBeginning(directory);
    }

    @AfterEach
    void close() {
        tail.close();
    }

    private static String page() {
        return "GET /page\n";
    }

    private static String call(int n) {
        return TestLog.call(n) + "\n";
    }

    /** What was read; not what only says that there is nothing more. */
    private List<RawPack> packs() {
        return tail.packs.stream().filter(pack -> pack.header().length() > 0).toList();
    }

    private RawPack last() {
        List<RawPack> packs = packs();
        return packs.get(packs.size() - 1);
    }

    private void assertEachLineEndIsProven(RawPack pack) throws IOException {
        PackHeader header = pack.header();
        String content = Files.readString(directory.resolve("access.log"), StandardCharsets.ISO_8859_1);
        List<Long> ends = new ArrayList<>();
        for (int at = (int) header.start(); at < header.end(); ) {
            at = content.indexOf('\n', at) + 1;
            ends.add((long) at);
        }
        assertThat(header.proofs().stream()
                        .map(Proof::boundary)
                        .filter(boundary -> boundary > header.start())
                        .toList())
                .isEqualTo(ends);
    }

    @Test
    void theFirstLinesOfALogFileHaveAProofEach() throws IOException {
        log.append("access.log", page() + call(1) + page() + page() + call(2) + page());
        tail.poll();
        log.append("access.log", call(3));
        tail.poll();

        assertThat(packs())
                .extracting(pack -> pack.header().lineEnds())
                .containsExactly(LineEnds.ALL_THERE_ARE, LineEnds.ALL_THERE_ARE);
        for (RawPack pack : packs()) {
            assertEachLineEndIsProven(pack);
        }
    }

    @Test
    void whatIsSkippedInSeveralLooksHasThemInTheNextPack() throws IOException {
        log.append("access.log", call(1));
        tail.poll();
        for (int i = 0; i < 3; i++) {
            log.append("access.log", page());
            tail.poll();
        }
        log.append("access.log", call(2));
        tail.poll();

        for (RawPack pack : packs()) {
            assertThat(pack.header().lineEnds()).isNotEqualTo(LineEnds.SOME);
            assertEachLineEndIsProven(pack);
        }
    }

    @Test
    void furtherOnThereAreOnlyThoseOfBlocks() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; lines.length() < 100_000; i++) {
            lines.append(call(i));
        }
        log.append("access.log", lines.toString());
        tail.poll();
        log.append("access.log", call(1) + call(2));
        tail.poll();

        RawPack last = last();
        assertThat(last.header().lineEnds()).isEqualTo(LineEnds.SOME);
        assertThat(last.header().proofs()).hasSize(2);
    }

    @Test
    void afterAStartThereAreAllAgainFromThePositionOn() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; lines.length() < 100_000; i++) {
            lines.append(call(i));
        }
        log.append("access.log", lines.toString());
        tail.poll();
        log.append("access.log", call(1) + page() + call(2));
        tail.restart();
        tail.poll();

        RawPack last = last();
        assertThat(last.header().lineEnds()).isEqualTo(LineEnds.ALL_THERE_ARE);
        assertEachLineEndIsProven(last);
    }

    /** It would be too much for a header. */
    @Test
    void ofVeryManyLinesInAPackNotEachHasOne() {
        log.append("access.log", call(1) + "\n".repeat(5_000) + call(2));
        tail.poll();

        assertThat(packs()).allSatisfy(pack -> {
            assertThat(pack.header().lineEnds()).isEqualTo(LineEnds.SOME);
            assertThat(pack.header().proofs()).hasSizeLessThan(1_100);
        });
    }
}
