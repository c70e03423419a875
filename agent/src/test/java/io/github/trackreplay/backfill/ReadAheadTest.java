/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.event.Pack;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
    /** One pack, and then what ends the reading thread. */
    private static PackSource failing(Error failure) {
        return new PackSource() {
            private boolean begun;

            @Override
            public String stream() {
                return "web1";
            }

            @Override
            public Optional<Pack> next() {
                if (begun) {
                    throw failure;
                }
                begun = true;
                Pack pack = Requests.pack(List.of(Requests.request(0, 0, "")));
                return Optional.of(new Pack(pack.header().withWatermark(OptionalLong.of(1)), pack.entries()));
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void whateverEndsTheReadingIsNotTakenForTheEndOfTheLogs() throws Exception {
        Error failure = new OutOfMemoryError("of a test");
        try (ReadAhead ahead = new ReadAhead(new StreamMerge(List.of(failing(failure))))) {
            assertThat(ahead.next(new BatchAmount(10, new StreamsToCome()))).hasSize(1);

            assertThatThrownBy(() -> ahead.next(new BatchAmount(10, new StreamsToCome())))
                    .isInstanceOf(IOException.class)
                    .hasCause(failure);
        }
    }
}
