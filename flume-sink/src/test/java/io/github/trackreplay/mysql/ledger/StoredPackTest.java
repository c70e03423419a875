/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RejectedLine;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredPackTest {
    private static final LogFile FILE = new LogFile("web-1", new Fingerprint("ab".repeat(32)), 7, Optional.empty());

    private static Pack pack(String... lines) {
        long end = 100;
        List<RejectedLine> entries = Arrays.stream(lines)
                .map(line -> new RejectedLine(100, 50, "no-time", "", line.getBytes(StandardCharsets.UTF_8)))
                .toList();
        PackHeader header = new PackHeader(
                FILE,
                end,
                end + 50,
                PackHeader.Reading.of(5_000, "frontend", "/matomo.php"),
                PackHeader.Promise.of(4_000, 1_000));
        return new Pack(header, List.copyOf(entries));
    }

    @Test
    void aPackComesBackAsItWas() {
        assertThat(StoredPack.decode(StoredPack.encode(pack("one line\n"))))
                .usingRecursiveComparison()
                .isEqualTo(pack("one line\n"));
        assertThat(StoredPack.decode(StoredPack.encode(pack()))).isEqualTo(pack());
    }

    /** Whatever is cut off, by a column that is too short or by a disk, is no pack, and not a shorter one. */
    @Test
    void aPartOfAPackIsNone() {
        byte[] whole = StoredPack.encode(pack("one line\n"));

        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> StoredPack.decode(part))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("cannot be read")
                    .hasCauseInstanceOf(Exception.class);
        }
    }

    @Test
    void aSpoiltRowIsNamed() {
        assertThat(StoredPack.decode(SpoiltHeldException.Place.HELD, 17, StoredPack.encode(pack())))
                .isEqualTo(pack());
        assertThatThrownBy(() -> StoredPack.decode(SpoiltHeldException.Place.ASIDE, 17, new byte[9]))
                .isInstanceOfSatisfying(SpoiltHeldException.class, spoilt -> {
                    assertThat(spoilt.place()).isEqualTo(SpoiltHeldException.Place.ASIDE);
                    assertThat(spoilt.id()).isEqualTo(17);
                });
    }
}
