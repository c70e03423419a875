/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a column holds that is in three-byte UTF-8 whatever Matomo's character set is. */
class ColumnFitTest {
    private static final String EMOJI = "\ud83d\ude00";

    @ParameterizedTest
    @ValueSource(strings = {"config_device_brand", "config_device_model", "config_os_version"})
    void aLenientDatabasePutsAQuestionMarkForEachCharacterOfFourBytes(String column) {
        assertThat(fit(column, "ab" + EMOJI + "cd")).isEqualTo("ab?cd");
        assertThat(fit(column, "x".repeat(99) + EMOJI + "y")).isEqualTo("x".repeat(99) + "?");
        assertThat(fit(column, "Pixel 8")).isEqualTo("Pixel 8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config_device_brand", "config_device_model", "config_os_version"})
    void aStrictOneTakesNoneOfThem(String column) {
        assertThat(isTaken(column, "ab" + EMOJI)).isFalse();
        assertThat(isTaken(column, "\u00e4\u20ac")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"config_device_model"})
    void whatMatomoCutsOffItselfTroublesNobody(String column) {
        assertThat(isTaken(column, "x".repeat(100) + EMOJI)).isTrue();
        assertThat(isTaken(column, "x".repeat(200))).isTrue();
    }

    private static String fit(String column, String text) {
        return ((Value.Text) ColumnFit.fit(column, new Value.Text(text))).text();
    }

    private static boolean isTaken(String column, String text) {
        return ColumnFit.isTaken(ColumnFit.kind(column), new Value.Text(text));
    }
}
