/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralRowsTest {
    @ParameterizedTest
    @CsvSource({
        "11.4.5-MariaDB, VALUES",
        "11.4.5-MariaDB-log, VALUES",
        "10.4.0-MariaDB-1:10.4.0+maria~bionic, VALUES",
        "5.5.5-10.11.6-MariaDB-0+deb12u1, VALUES",
        "10.3.39-MariaDB-0+deb10u2, UNION",
        "5.5.68-MariaDB, UNION",
        "8.0.31, UNION",
        "8.4.3-log, UNION",
        "5.7.44-google-log, UNION",
        "8.0.11-TiDB-v7.5.0, UNION",
    })
    void onlyAMariaDbThatTakesAListInAUnionGetsOne(String version, LiteralRows rows) {
        assertThat(LiteralRows.of(version)).isEqualTo(rows);
    }
}
