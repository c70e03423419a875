/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.mysql.matomo.MatomoTables.DemoSite;
import io.github.trackreplay.tracking.settings.Site;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MatomoTablesTest {
    private static final DemoSite SITE = new DemoSite("Demo", "https://demo.example", "Europe/Berlin");

    @Test
    void anEmptyDatabaseGetsTablesThatCanBeReplayedInto() throws SQLException {
        try (TestDatabase database = TestDatabase.create();
                Connection connection = database.connect()) {
            assertThat(MatomoTables.create(connection, "demo_", SITE)).isTrue();

            MatomoSchema schema = MatomoSchema.read(connection, "demo_");
            Site site = new SettingsReader(schema, IniFile.EMPTY)
                    .read(connection)
                    .site(1)
                    .orElseThrow();
            assertThat(schema.major()).isEqualTo(5);
            assertThat(site.urls().own()).containsExactly("https://demo.example");
            assertThat(site.timezone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        }
    }

    @Test
    void existingTablesAreLeftAlone() throws SQLException {
        try (MatomoDatabase matomo = MatomoDatabase.create();
                Connection connection = matomo.begin()) {
            assertThat(MatomoTables.create(connection, "matomo_", SITE)).isFalse();
            assertThat(matomo.value("SELECT COUNT(*) FROM matomo_site")).isEqualTo("4");
        }
    }

    @Test
    void theLogTablesHaveTheColumnsOfAFreshMatomo() throws SQLException {
        try (MatomoDatabase matomo = MatomoDatabase.create();
                TestDatabase database = TestDatabase.create();
                Connection real = matomo.begin();
                Connection own = database.connect()) {
            MatomoTables.create(own, "matomo_", SITE);
            MatomoSchema expected = MatomoSchema.read(real, "matomo_");
            MatomoSchema created = MatomoSchema.read(own, "matomo_");

            for (String table : new String[] {
                "log_visit",
                "log_link_visit_action",
                "log_action",
                "log_conversion",
                "log_conversion_item",
                "site",
                "goal"
            }) {
                assertThat(created.columns(table)).as(table).isEqualTo(withoutCustomVariables(expected.columns(table)));
            }
            assertThat(created.visitorTimeIndex()).isTrue();
        }
    }

    /** Those come with a plugin. */
    private static Map<String, Column> withoutCustomVariables(Map<String, Column> columns) {
        return columns.values().stream()
                .filter(column -> !column.name().startsWith("custom_var_"))
                .collect(Collectors.toMap(Column::name, Function.identity()));
    }

    @Test
    void aPrefixThatIsNoNameIsRefused() throws SQLException {
        try (TestDatabase database = TestDatabase.create();
                Connection connection = database.connect()) {
            assertThatThrownBy(() -> MatomoTables.create(connection, "x`; DROP", SITE))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
