/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.source.checkpoint.Anchor;
import io.github.trackreplay.source.checkpoint.FilePosition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is kept of how far a log file was read stays small, however often it rests and goes on. */
class ReadProgressTest {
    private static final Head HEAD = new Head(new Fingerprint("ab".repeat(32)), 100, false);
    private static final FilePosition.Place PLACE = new FilePosition.Place(1, Optional.empty(), false);

    @Test
    void aLogThatRestsBehindEachLineKeepsFewProofsOfItsPositions() {
        ReadProgress progress = ReadProgress.atBeginning();
        FilePosition saved = progress.position(HEAD, PLACE);
        for (long offset = 100; offset <= 1_000_000; offset += 100) {
            progress.advance(offset, new byte[Anchor.spanAt(offset)]);
            progress.account();
            saved = progress.position(HEAD, PLACE);
            progress = ReadProgress.restored(saved);
        }

        List<Anchor> anchors = saved.proven().anchors();
        assertThat(anchors).hasSizeLessThan(20);
        assertThat(anchors.get(anchors.size() - 1).offset()).isEqualTo(1_000_000);
        assertThat(anchors.get(0).offset()).isEqualTo(100);
    }
}
