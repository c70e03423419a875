/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LedgerTablesTest {
    private static final Pattern NAMED = Pattern.compile("matomo_trackreplay_\\w+");

    @Test
    void aStatementNamesTablesByThePrefixInForce() {
        String text = """
                SELECT 1
                FROM matomo_trackreplay_file f
                JOIN matomo_trackreplay_stream s ON s.stream_id = f.stream_id
                WHERE f.file_id IN ({}) AND s.name = ? LIMIT {}""";
        assertThat(new LedgerTables("a$_").sql(text, "1, 2", 7)).isEqualTo("""
                SELECT 1
                FROM `a$_trackreplay_file` f
                JOIN `a$_trackreplay_stream` s ON s.stream_id = f.stream_id
                WHERE f.file_id IN (1, 2) AND s.name = ? LIMIT 7""");
        assertThat(new LedgerTables("").sql("DELETE FROM matomo_trackreplay_held"))
                .isEqualTo("DELETE FROM `trackreplay_held`");
    }

    @Test
    void whatStandsForAPlaceIsTakenAsItIs() {
        LedgerTables tables = new LedgerTables("my_matomo_");
        assertThat(tables.sql("SELECT '{}' FROM matomo_trackreplay_held WHERE {}", tables.held(), "a = '{}'"))
                .isEqualTo("SELECT 'my_matomo_trackreplay_held' FROM `my_matomo_trackreplay_held` WHERE a = '{}'");
    }

    @Test
    void asManyPlacesAreFilledAsThereAre() {
        LedgerTables tables = new LedgerTables("matomo_");
        assertThatThrownBy(() -> tables.sql("SELECT {}", 1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tables.sql("SELECT {}, {}", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyTableThatAStatementNamesIsThere() throws IOException {
        LedgerTables tables = new LedgerTables("matomo_");
        List<String> ours = new ArrayList<>(tables.all());
        ours.addAll(List.of(tables.sending(), tables.sender()));
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                Matcher name = NAMED.matcher(Files.readString(file));
                while (name.find()) {
                    named.add(name.group());
                }
            }
        }
        assertThat(named).hasSizeGreaterThan(15).isSubsetOf(ours);
    }
}
