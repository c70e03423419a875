/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestPositionsTest {
    @Test
    void whatIsWrittenIsReadBackWithTheReasonOfEach() {
        List<RequestName> names = new ArrayList<>();
        Map<RequestName, Uncounted> uncounted = new HashMap<>();
        names.add(new RequestName("web 1", "ab", 0, 0));
        for (Uncounted why : Uncounted.values()) {
            RequestName name = new RequestName("web 1", "ab", 100, names.size() - 1);
            names.add(name);
            uncounted.put(name, why);
        }
        names.add(new RequestName("web2", "cd", 7, 3));

        String text = RequestPositions.write(names, uncounted);

        assertThat(text).isEqualTo("web 1\tab\t0.0 100.0! 100.1r 100.2l 100.3b\nweb2\tcd\t7.3");
        Map<RequestName, Uncounted> read = new HashMap<>();
        assertThat(RequestPositions.read(text, read)).isEqualTo(names);
        assertThat(read).isEqualTo(uncounted);
    }
}
