/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Places;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SkippedPlacesTest {
    private static final LogFile FILE = new LogFile("web1", new Fingerprint("0".repeat(64)), 1, Optional.empty());

    private static Pack pack(String name, long from, boolean requests) {
        Places.Run run = Places.Run.of(Places.In.TOPIC, name, from, from + 1);
        PackHeader header = new PackHeader(
                FILE, from, from + 1, PackHeader.Reading.of(0, "", "/matomo.php"), PackHeader.Promise.NONE);
        return new Pack(header.withPlaces(new Places(List.of(requests ? run.timed(1, 1) : run), true)), List.of());
    }

    @Test
    void whatIsUsedAllTheTimeStaysKnownHoweverManyOthersAreNamed() {
        SkippedPlaces places = new SkippedPlaces();
        places.told(pack("access/0", 0, true));
        for (int i = 0; i < 1_500; i++) {
            places.told(pack("invented/" + i, 0, true));
            places.told(pack("access/0", i + 1, i % 2 == 0));
        }
        assertThat(places.tells(pack("access/0", 2_000, false), true)).isTrue();
        assertThat(places.tells(pack("invented/0", 1, false), true))
                .as("only so many are kept")
                .isFalse();
    }
}
