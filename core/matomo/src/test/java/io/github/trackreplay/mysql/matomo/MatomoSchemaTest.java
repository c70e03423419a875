/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MatomoSchemaTest {
    private final MatomoDatabase matomo = MatomoDatabase.create();

    @AfterEach
    void close() {
        matomo.close();
    }

    @Test
    void knowsTheTablesAndTheirColumns() throws SQLException {
        MatomoSchema schema = read("matomo_");

        assertThat(schema.version()).isEqualTo("5.2.0-b5");
        assertThat(schema.major()).isEqualTo(5);
        assertThat(schema.columns("log_visit").get("user_id"))
                .isEqualTo(new Column("user_id", "varchar", false, true, true, 200, false, true, false));
        assertThat(schema.columns("log_visit").get("config_device_model").fullUnicode())
                .isFalse();
        assertThat(schema.columns("log_visit").get("visit_exit_idaction_url").nullByDefault())
                .isFalse();
        assertThat(schema.columns("log_visit").get("idvisitor").length()).isEqualTo(8);
        assertThat(schema.columns("log_visit").get("visitor_count_visits").unsigned())
                .isTrue();
        assertThat(schema.customDimensions("log_conversion")).containsExactly(1, 2, 3, 4, 5);
        assertThat(schema.customVariables()).isEqualTo(5);
        assertThat(schema.visitorTimeIndex()).isTrue();
        assertThat(schema.has("log_visit", "visitor_days_since_first")).isFalse();
    }

    @Test
    void refusesAVersionThatItDoesNotKnow() {
        matomo.execute("UPDATE matomo_option SET option_value = '3.14.1' WHERE option_name = 'version_core'");

        assertThatThrownBy(() -> read("matomo_"))
                .isInstanceOf(UnusableSchemaException.class)
                .hasMessageContaining("3.14.1")
                .hasMessageContaining("Supported are Matomo 4 to 5.13");
    }

    @Test
    void acceptsMatomo4() throws SQLException {
        matomo.execute("UPDATE matomo_option SET option_value = '4.16.1' WHERE option_name = 'version_core'");

        assertThat(read("matomo_").major()).isEqualTo(4);
    }

    @Test
    void namesWhatIsMissing() {
        assertThatThrownBy(() -> read("piwik_"))
                .isInstanceOf(UnusableSchemaException.class)
                .hasMessageContaining("piwik_log_visit")
                .hasMessageContaining("tables_prefix");
    }

    @Test
    void aColumnThatEveryMatomoHasIsNotLeftOutOfTheRowsWhereItWasRenamed() {
        matomo.execute("ALTER TABLE matomo_log_link_visit_action CHANGE idaction_url idaction_uri INT UNSIGNED NULL");

        assertThatThrownBy(() -> read("matomo_"))
                .isInstanceOf(UnusableSchemaException.class)
                .hasMessageContainingAll("matomo_log_link_visit_action.idaction_url", "renamed or dropped");
    }

    private MatomoSchema read(String prefix) throws SQLException {
        try (Connection connection = matomo.begin()) {
            return MatomoSchema.read(connection, prefix);
        }
    }
}
