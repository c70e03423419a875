/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenPortTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST", "::1"})
    void nobodyElseReachesThisMachinesOwnAddresses(String bind) {
        assertThat(OpenPort.warning(bind, false, "token")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.1.2.3", "127.example.org", "127.0.0.1.example.org"})
    void anyOtherAddressIsOpenUnlessItAsks(String bind) {
        assertThat(OpenPort.warning(bind, false, "token"))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .contains("everybody who reaches " + bind)
                        .contains("Set token"));
        assertThat(OpenPort.warning(bind, true, "token")).isEmpty();
    }
}
