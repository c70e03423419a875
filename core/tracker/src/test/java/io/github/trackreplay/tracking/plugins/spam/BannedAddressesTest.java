/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins.spam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BannedAddressesTest {
    @Test
    void anAddressJoinsThoseThatBeginAsItDoes() {
        String ranges = "{\"198.\":[\"198.51.100.0\\/30\"],\"3.\":[\"3.2.34.0\\/26\"]}";

        assertThat(BannedAddresses.added(ranges, List.of("198.51.100.7", "2001:db8::1", "198.51.100.7")))
                .contains("{\"198.\":[\"198.51.100.0\\/30\",\"198.51.100.7\\/32\"],\"3.\":[\"3.2.34.0\\/26\"],"
                        + "\"2001:\":[\"2001:db8::1\\/128\"]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "no json", "null"})
    void withoutRangesItIsTheFirst(String value) {
        assertThat(BannedAddresses.added(value, List.of("198.51.100.7")))
                .contains("{\"198.\":[\"198.51.100.7\\/32\"]}");
    }

    @Test
    void oneThatIsThereChangesNothing() {
        assertThat(BannedAddresses.added("{\"198.\":[\"198.51.100.7\\/32\"]}", List.of("198.51.100.7")))
                .isEmpty();
    }

    /** The plugin counts the keys of what is left when somebody has taken one out. */
    @Test
    void keysThatAreNoListStayAsTheyAre() {
        assertThat(BannedAddresses.added("{\"198.\":{\"3\":\"198.0.0.0\\/24\"}}", List.of("198.51.100.7")))
                .contains("{\"198.\":{\"3\":\"198.0.0.0\\/24\",\"4\":\"198.51.100.7\\/32\"}}");
    }
}
