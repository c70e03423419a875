/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import io.github.trackreplay.tracking.settings.CustomDimension.Extraction;
import io.github.trackreplay.tracking.settings.Settings;
import io.github.trackreplay.tracking.settings.Site;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SettingsReaderTest {
    private final MatomoDatabase matomo = MatomoDatabase.create();

    @AfterEach
    void close() {
        matomo.close();
    }

    @Test
    void readsSitesWithTheirListsJoined() throws SQLException {
        matomo.execute("INSERT INTO matomo_option VALUES ('SitesManager_ExcludedIpsGlobal', '1.2.3.4,5.6.7.0/24', 0),"
                + " ('SitesManager_ExcludedQueryParameters', 'secret,token', 0)");

        Settings settings = read(IniFile.EMPTY);

        Site shop = settings.site(1).orElseThrow();
        assertThat(shop.urls().own()).containsExactly("https://shop.example.com", "http://www.shop.example.com");
        assertThat(shop.timezone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(shop.search().keywordParameters()).containsExactly("q", "query", "search");
        assertThat(shop.created()).isEqualTo(1420070400);
        Site blog = settings.site(2).orElseThrow();
        assertThat(blog.excluded().parameters()).containsExactly("secret", "token");
        assertThat(blog.search().keywordParameters())
                .containsExactly("q", "query", "s", "search", "searchword", "k", "keyword", "keywords");
        assertThat(settings.site(3).orElseThrow().excluded().ips())
                .containsExactly("10.9.0.0/16", "1.2.3.4", "5.6.7.0/24");
        assertThat(settings.site(4).orElseThrow().urls().keepFragment()).isTrue();
        assertThat(settings.site(5)).isEmpty();
    }

    @Test
    void sitesWithTheSameListsShareThem() throws SQLException {
        matomo.execute("UPDATE matomo_site SET sitesearch_keyword_parameters = '', excluded_ips = '9.9.9.9',"
                + " excluded_parameters = '', excluded_user_agents = 'Bot', excluded_referrers = ''");

        Settings settings = read(IniFile.EMPTY);

        Site first = settings.site(1).orElseThrow();
        Site second = settings.site(2).orElseThrow();
        assertThat(first.excluded().ips())
                .containsExactly("9.9.9.9")
                .isSameAs(second.excluded().ips());
        assertThat(first.excluded().userAgents()).isSameAs(second.excluded().userAgents());
        assertThat(first.search().keywordParameters()).isSameAs(second.search().keywordParameters());
        assertThat(settings.privacy(1)).isSameAs(settings.privacy(2));
    }

    @Test
    void readsGoalsAndDimensions() throws SQLException {
        matomo.execute("UPDATE matomo_goal SET deleted = 1 WHERE idsite = 1 AND idgoal = 1");
        matomo.execute(
                "UPDATE matomo_custom_dimensions SET extractions ="
                        + " '[{\"dimension\":\"urlparam\",\"pattern\":\"lang\"},{\"x\":1}]' WHERE idsite = 1 AND idcustomdimension = 1");

        Site shop = read(IniFile.EMPTY).site(1).orElseThrow();

        assertThat(shop.goal(1)).isEmpty();
        assertThat(shop.goals()).isNotEmpty().isSortedAccordingTo((a, b) -> a.idGoal() - b.idGoal());
        assertThat(shop.customDimensions().get(0).extractions()).containsExactly(new Extraction("urlparam", "lang"));
    }

    /** Whatever the character set of the column; a table of an old installation may be Latin 1. */
    @Test
    void readsTextsThatAreNotOfAsciiAlone() throws SQLException {
        matomo.execute("ALTER TABLE matomo_site MODIFY excluded_parameters VARCHAR(255) CHARACTER SET latin1 NULL");
        matomo.execute("UPDATE matomo_site SET excluded_parameters = 'größe,plain' WHERE idsite = 1");
        matomo.execute("UPDATE matomo_goal SET pattern = '/schuhe/größe-😀' WHERE idsite = 1 AND idgoal = 1");

        Site shop = read(IniFile.EMPTY).site(1).orElseThrow();

        assertThat(shop.goal(1).orElseThrow().pattern()).isEqualTo("/schuhe/größe-😀");
        assertThat(shop.excluded().parameters()).contains("größe", "plain");
    }

    @Test
    void acceptsTokensOfSuperUsersAndOfWritersOfASite() throws SQLException {
        IniFile ini = IniFile.parse("[General]\nsalt = \"pepper\"\n");
        token("admin", "root-token");
        matomo.execute(
                "INSERT INTO matomo_access (login, idsite, access) VALUES ('ed', 2, 'write'), ('eve', 2, 'view')");
        token("ed", "ed-token");
        token("eve", "eve-token");
        matomo.execute(
                "UPDATE matomo_user_token_auth SET date_expired = '2020-01-01' WHERE login = 'admin' AND password <> '"
                        + hash("root-token") + "'");

        Settings settings = read(ini);

        assertThat(settings.access().allows(1, "root-token", false)).isTrue();
        assertThat(settings.access().allows(2, "ed-token", false)).isTrue();
        assertThat(settings.access().allows(1, "ed-token", false)).isFalse();
        assertThat(settings.access().allows(2, "eve-token", false)).isFalse();
        assertThat(settings.access().superUserTokens()).hasSize(1);
    }

    @Test
    void readsTheConfiguration() throws SQLException {
        Settings settings = read(IniFile.parse("""
                [General]
                proxy_client_headers[] = HTTP_X_FORWARDED_FOR
                proxy_ips[] = 10.0.0.0/8
                proxy_ip_read_last_in_list = 0
                action_title_category_delimiter = "/"
                [Tracker]
                visit_standard_length = 900
                [Tracker_2]
                visit_standard_length = 60
                [Deletelogs]
                delete_logs_enable = 1
                delete_logs_older_than = 30
                delete_logs_schedule_lowest_interval = 7
                [Plugins]
                Plugins[] = Events
                """));

        assertThat(settings.proxies().clientHeaders()).containsExactly("x-forwarded-for");
        assertThat(settings.proxies().proxyIps()).containsExactly("10.0.0.0/8");
        assertThat(settings.proxies().readLast()).isFalse();
        assertThat(settings.tracker(1).visits().visitStandardLength()).isEqualTo(900);
        assertThat(settings.tracker(2).visits().visitStandardLength()).isEqualTo(60);
        assertThat(settings.titleDelimiter()).isEqualTo("/");
        assertThat(settings.oldestCustomTimeDays()).contains(37);
        assertThat(settings.isActive("Events")).isTrue();
        assertThat(settings.isActive("Contents")).isFalse();
    }

    @Test
    void withoutAListOfPluginsTakesTheInstalledOnes() throws SQLException {
        Settings settings = read(IniFile.EMPTY);

        assertThat(settings.isActive("CustomVariables")).isTrue();
        assertThat(settings.isActive("Contents")).isTrue();
        assertThat(settings.isActive("Provider")).isFalse();
    }

    @Test
    void givesTheSameObjectUntilSomethingChanges() throws SQLException {
        try (Connection connection = matomo.begin()) {
            SettingsReader reader = new SettingsReader(MatomoSchema.read(connection, "matomo_"), IniFile.EMPTY);
            Settings first = reader.read(connection);
            matomo.execute("INSERT INTO matomo_option VALUES ('lastTrackerCronRun', '1', 0)");
            Settings unchanged = reader.read(connection);
            matomo.execute("INSERT INTO matomo_option VALUES ('PrivacyManager.ipAddressMaskLength', '3', 0)");
            Settings changed = reader.read(connection);

            assertThat(unchanged).isSameAs(first);
            assertThat(changed).isNotSameAs(first);
            assertThat(changed.privacy().addresses().ipMaskLength()).isEqualTo(3);
        }
    }

    @Test
    void readsWhatASiteSaysOfUserIds() throws SQLException {
        release("5.13.0");
        matomo.execute("INSERT INTO matomo_site_setting (idsite, plugin_name, setting_name, setting_value) VALUES"
                + " (1, 'UserId', 'user_id_disabled', '1'), (2, 'UserId', 'user_id_disabled', '0'),"
                + " (3, 'Another', 'user_id_disabled', '1')");

        Settings settings = read(IniFile.EMPTY);

        assertThat(settings.privacy(1).ids().ignoreUserIds()).isTrue();
        assertThat(settings.privacy(2).ids().ignoreUserIds()).isFalse();
        assertThat(settings.privacy(3).ids().ignoreUserIds()).isFalse();
        assertThat(settings.privacy().ids().ignoreUserIds()).isFalse();
    }

    @Test
    void readsThePolicyCnilOfASetting() throws SQLException {
        release("5.13.0");
        assertThat(read(IniFile.EMPTY).privacy(2).ids().ignoreUserIds()).isFalse();
        matomo.execute("INSERT INTO matomo_plugin_setting (plugin_name, setting_name, setting_value) VALUES"
                + " ('CnilPolicy', 'cnil_v1_policy_enabled', '1')");

        Settings settings = read(IniFile.EMPTY);

        assertThat(settings.privacy().ids().ignoreUserIds()).isTrue();
        assertThat(settings.privacy(2).ids().ignoreUserIds()).isTrue();
        assertThat(settings.privacy(2).anonymizeReferrer()).isEqualTo("exclude_path");
    }

    @Test
    void readsThePolicyCnilOfTheConfigurationWhichGoesBeforeTheSetting() throws SQLException {
        release("5.13.0");
        IniFile on = IniFile.parse("[CnilPolicy]\ncnil_v1_policy_enabled = 1\n");
        IniFile off = IniFile.parse("[CnilPolicy]\ncnil_v1_policy_enabled = 0\n");
        assertThat(read(on).privacy(2).ids().ignoreUserIds()).isTrue();
        assertThat(read(on).privacy(2).ids().anonymizeOrderId()).isTrue();
        matomo.execute("INSERT INTO matomo_plugin_setting (plugin_name, setting_name, setting_value) VALUES"
                + " ('CnilPolicy', 'cnil_v1_policy_enabled', '1')");

        assertThat(read(off).privacy(2).ids().ignoreUserIds()).isFalse();
    }

    private void release(String version) {
        matomo.execute("UPDATE matomo_option SET option_value = '" + version + "' WHERE option_name = 'version_core'");
    }

    @Test
    void knowsMatomosOwnNamesOfTimeZones() {
        assertThat(SiteReader.zone("UTC+5.5")).isEqualTo(ZoneOffset.ofHoursMinutes(5, 30));
        assertThat(SiteReader.zone("UTC-3")).isEqualTo(ZoneOffset.ofHours(-3));
        assertThat(SiteReader.zone("UTC+5.75")).isEqualTo(ZoneOffset.ofHoursMinutes(5, 45));
        assertThat(SiteReader.zone("Asia/Tokyo")).isEqualTo(ZoneId.of("Asia/Tokyo"));
        assertThat(SiteReader.zone("Nowhere/Land")).isEqualTo(ZoneOffset.UTC);
        assertThat(SiteReader.zone("")).isEqualTo(ZoneOffset.UTC);
    }

    private Settings read(IniFile ini) throws SQLException {
        try (Connection connection = matomo.begin()) {
            return new SettingsReader(MatomoSchema.read(connection, "matomo_"), ini).read(connection);
        }
    }

    private void token(String login, String token) {
        matomo.execute("INSERT INTO matomo_user_token_auth (login, description, password, hash_algo, system_token,"
                + " date_created) VALUES ('" + login + "', '', '" + hash(token) + "', 'sha512', 0, NOW())");
    }

    private static String hash(String token) {
        return Hashing.sha512()
                .hashString(token + "pepper", StandardCharsets.UTF_8)
                .toString();
    }
}
