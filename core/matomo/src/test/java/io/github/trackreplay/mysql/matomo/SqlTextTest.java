/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.tracking.model.Value;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTextTest {
    private static TestDatabase database;

    @BeforeAll
    static void open() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NO_BACKSLASH_ESCAPES", "ANSI", "STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES,ANSI_QUOTES"})
    void everyTextComesBackInEveryMode(String mode) throws SQLException {
        Random random = new Random(7);
        List<String> hostile = List.of(
                "'",
                "\\",
                "\\'",
                "'; DROP TABLE x; -- ",
                "\0",
                "a\\",
                "%_?",
                "{d '1'}",
                "\n\r\t",
                "\"",
                "`",
                "😀",
                "ü€",
                "/*!50000 x*/",
                "'' OR 1=1",
                "x'41'",
                "\u001a",
                "$1");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("SET sql_mode = '" + mode + "'");
            for (int i = 0; i < 300; i++) {
                StringBuilder text = new StringBuilder();
                for (int n = random.nextInt(6); n > 0; n--) {
                    text.append(hostile.get(random.nextInt(hostile.size())));
                }
                String sql = new SqlText().sql("SELECT ").text(text.toString()).toString();
                try (ResultSet rows = statement.executeQuery(sql)) {
                    rows.next();
                    assertThat(rows.getString(1)).as(sql).isEqualTo(text.toString());
                }
            }
        }
    }

    @Test
    void timesAreThoseOfTheCalendar() {
        for (String text :
                List.of("1970-01-01T00:00:00", "2024-02-29T23:59:59", "2026-11-01T06:05:04", "1969-12-31T23:59:59")) {
            long seconds = LocalDateTime.parse(text).toEpochSecond(ZoneOffset.UTC);

            assertThat(new SqlText().time(seconds)).hasToString("'" + text.replace('T', ' ') + "'");
            assertThat(RowReader.time(text.replace('T', ' '))).hasToString("Time[seconds=" + seconds + "]");
        }
    }

    @Test
    void aColumnsTimeIsANumberWhereThatIsTheSame() throws SQLException {
        List<String> texts = List.of(
                "0999-12-31T23:59:59",
                "1000-01-01T00:00:00",
                "1969-12-31T23:59:59",
                "2024-02-29T00:00:01",
                "2024-02-29T23:59:59",
                "9999-12-31T23:59:59");
        SqlText insert = new SqlText().sql("INSERT INTO times VALUES ");
        for (int i = 0; i < texts.size(); i++) {
            long seconds = LocalDateTime.parse(texts.get(i)).toEpochSecond(ZoneOffset.UTC);
            insert.sql(i == 0 ? "(" : "),(").value(new Value.Time(seconds), new Ids());
        }
        assertThat(insert.toString()).contains("('0999-12-31 23:59:59'),(10000101000000)");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE times (t DATETIME NOT NULL)");
            statement.execute(insert.sql(")").toString());
            try (ResultSet rows = statement.executeQuery("SELECT CAST(t AS CHAR) FROM times ORDER BY t")) {
                for (String text : texts.stream().sorted().toList()) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getString(1)).startsWith(text.replace('T', ' '));
                }
            }
        }
    }

    @Test
    void ofSeveralTimesEachHasItsDay() {
        SqlText several = new SqlText();
        long midnight = LocalDateTime.parse("2026-03-02T00:00:00").toEpochSecond(ZoneOffset.UTC);

        several.time(midnight - 1).time(midnight).time(midnight + 86_399).time(midnight - 1);

        assertThat(several)
                .hasToString("'2026-03-01 23:59:59''2026-03-02 00:00:00''2026-03-02 23:59:59''2026-03-01 23:59:59'");
    }

    @Test
    void eightBytesAreBigEndian() {
        assertThat(new SqlText().eightBytes(0x0123456789abcdefL)).hasToString("x'0123456789abcdef'");
        assertThat(new SqlText().eightBytes(-1)).hasToString("x'ffffffffffffffff'");
        assertThat(new SqlText().bytes(new byte[] {0, -128, 15})).hasToString("x'00800f'");
    }
}
