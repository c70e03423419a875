/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticesTest {
    private static final long START = 10_000_000;
    private static final long MINUTE = 60_000;

    private final List<String> log = new ArrayList<>();
    private final Notices notices = new Notices(log::add);

    private void say(long now) {
        notices.say("channel", now, () -> "The channel gives no events.");
    }

    @Test
    void theSameIsSaidOnceAMinuteWithHowOftenItHappened() {
        say(START);
        say(START + 1);
        say(START + 2);
        say(START + MINUTE);

        assertThat(log)
                .containsExactly(
                        "The channel gives no events.",
                        "The channel gives no events. (And 2 more of this kind since the last time.)");
    }

    @Test
    void aClockThatIsSetBackKeepsNothingQuiet() {
        say(START);
        say(START - 60 * MINUTE);

        assertThat(log).hasSize(2);
    }
}
