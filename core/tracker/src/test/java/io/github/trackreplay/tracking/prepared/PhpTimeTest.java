/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhpTimeTest {
    /** A Friday. */
    private static final Instant NOW = Instant.parse("2026-03-06T11:03:20Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    2026-03-05 10:20:30            | 2026-03-05T10:20:30Z
                    2026-03-05                     | 2026-03-05T00:00:00Z
                    2026-03-05T10:20:30.5Z         | 2026-03-05T10:20:30Z
                    2026-03-05T10:20:30+02:00      | 2026-03-05T08:20:30Z
                    2026-03-05 10:20:30 Europe/Berlin | 2026-03-05T09:20:30Z
                    2026-03-05 10:20:30 CET        | 2026-03-05T09:20:30Z
                    20260305T102030                | 2026-03-05T10:20:30Z
                    05.03.2026 10:20               | 2026-03-05T10:20:00Z
                    03/05/2026                     | 2026-03-05T00:00:00Z
                    2026/03/05                     | 2026-03-05T00:00:00Z
                    5 March 2026 10:20:30          | 2026-03-05T10:20:30Z
                    Mar 05, 2026                   | 2026-03-05T00:00:00Z
                    Thu Mar  5 10:20:30 2026       | 2026-03-05T10:20:30Z
                    Thu, 05 Mar 2026 10:20:30 +0100 | 2026-03-05T09:20:30Z
                    05/Mar/2026:10:20:30 +0000     | 2026-03-05T10:20:30Z
                    2026-03-05 01:20 PM            | 2026-03-05T13:20:00Z
                    2026-03-05 12am                | 2026-03-05T00:00:00Z
                    2026-02-31 10:00:00            | 2026-03-03T10:00:00Z
                    2026-W10                       | 2026-03-02T00:00:00Z
                    2026-064                       | 2026-03-05T00:00:00Z
                    @1772706030                    | 2026-03-05T10:20:30Z
                    10:20                          | 2026-03-06T10:20:00Z
                    now                            | 2026-03-06T11:03:20Z
                    yesterday                      | 2026-03-05T00:00:00Z
                    yesterday 10:00                | 2026-03-05T10:00:00Z
                    -1 hour                        | 2026-03-06T10:03:20Z
                    2 days ago                     | 2026-03-04T11:03:20Z
                    -1 month                       | 2026-02-06T11:03:20Z
                    last monday                    | 2026-03-02T00:00:00Z
                    friday                         | 2026-03-06T00:00:00Z
                    next friday                    | 2026-03-13T00:00:00Z
                    """)
    void aTimeIsReadInAnyFormThatPhpReads(String text, String expected) {
        assertThat(PhpTime.parse(text, NOW.getEpochSecond()))
                .hasValue(Instant.parse(expected).getEpochSecond());
    }

    @Test
    void whatIsNoTimeIsNothing() {
        for (String text : List.of(
                "",
                "abc",
                "25:00",
                "2026-13-01",
                "2026-03-05 10:60",
                "2026-03-05 2026-03-06",
                "{{cdt}}",
                "2026-03-05 foo")) {
            assertThat(PhpTime.parse(text, NOW.getEpochSecond())).as(text).isEmpty();
        }
    }
}
