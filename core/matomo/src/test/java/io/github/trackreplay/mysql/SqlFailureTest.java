/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailureTest {
    @ParameterizedTest
    @CsvSource({
        "08S01, 0, CONNECTION_LOST",
        "08007, 0, CONNECTION_LOST",
        "HY000, 2013, CONNECTION_LOST",
        "HY000, 2006, CONNECTION_LOST",
        "HY000, 2003, CONNECTION_LOST",
        "08S01, 1047, CONNECTION_LOST",
        "HY000, 9001, CONNECTION_LOST",
        "40001, 1213, TRANSIENT",
        "41000, 1205, TRANSIENT",
        "HY000, 1205, TRANSIENT",
        "HY000, 1290, TRANSIENT",
        "HY000, 1836, TRANSIENT",
        "08S01, 1053, TRANSIENT",
        "08004, 1040, TRANSIENT",
        "70100, 1317, TRANSIENT",
        "HY000, 1114, TRANSIENT",
        "HY000, 1026, TRANSIENT",
        "HY000, 3, TRANSIENT",
        "HY000, 29, TRANSIENT",
        "HY000, 1015, TRANSIENT",
        "HY000, 1016, TRANSIENT",
        "HY000, 1020, TRANSIENT",
        "HY000, 1034, TRANSIENT",
        "HY001, 1037, TRANSIENT",
        "HY000, 1041, TRANSIENT",
        "HY000, 1180, TRANSIENT",
        "HY000, 1206, TRANSIENT",
        "HY000, 1615, TRANSIENT",
        "70100, 1969, TRANSIENT",
        "HY000, 3024, TRANSIENT",
        "HY000, 3675, TRANSIENT",
        "HY000, 1712, FATAL",
        "22001, 1406, DATA",
        "HY000, 1366, DATA",
        "23000, 1062, DATA",
        "08S01, 1153, DATA",
        "42S02, 1146, FATAL",
        "42000, 1142, FATAL",
        "28000, 1045, FATAL",
        "HY000, 1364, FATAL",
        "HY000, 1467, FATAL",
        "HY000, 3118, FATAL",
        "HY000, 4151, FATAL",
        "HY000, 1267, REFUSED",
        "45000, 1644, REFUSED"
    })
    void judgesByStateAndCode(String state, int code, SqlFailure expected) {
        assertThat(SqlFailure.of(new SQLException("", state, code))).isEqualTo(expected);
        assertThat(SqlFailure.of(new IllegalStateException(new SQLException("", state, code))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "Got error 28 from storage engine, true",
        "'Got error 28 \"No space left on device\" from storage engine InnoDB', true",
        "Error del servidor: 28, true",
        "Got error 139 \"Too big row\" from storage engine InnoDB, false",
        "Got error 168 - 'Unknown (generic) error from engine' from storage engine, false"
    })
    void whatTheOperatingSystemRefusesAnEngineIsTheServers(String words, boolean expected) {
        assertThat(SqlFailure.isOfServer(new SQLException(words, "HY000", 1030)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "HY000, 1114, true",
        "HY000, 3, true",
        "HY000, 1290, true",
        "HY000, 1015, true",
        "HY000, 1034, true",
        "HY000, 3675, true",
        "HY000, 29, true",
        "40001, 1213, false",
        "HY000, 1030, false",
        "22001, 1406, false"
    })
    void aStateOfTheServerIsNoRequestsFault(String state, int code, boolean expected) {
        assertThat(SqlFailure.isOfServer(new IllegalStateException(new SQLException("", state, code))))
                .isEqualTo(expected);
    }
}
