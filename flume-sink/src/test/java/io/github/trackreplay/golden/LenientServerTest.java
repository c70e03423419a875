/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.matomo.MatomoDatabase;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.UrlCoding;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.RequestOutcome.Recorded;
import io.github.trackreplay.tracking.RequestOutcome.Refused;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A server that is not strict cuts what a strict one refuses, as a running Matomo's tracker leaves to it. The case's rows come from a
 * strict one; what the other one makes of the refused values it is asked itself.
 *
 * <p>Matomo's tracker sends {@code campaign_placement} with up to 250 bytes (MarketingCampaignsReporting's {@code
 * CampaignDetector::getValueFromQueryString}), into a column of 100 characters, and reads it back cut: so by {@code
 * CampaignName::shouldForceNewVisit} each such request starts a visit.
 */
class LenientServerTest {
    private static final Pattern PLACEMENT = Pattern.compile("(?:mtm|pk)_placement=([^&#]*)");
    private static final int LONGEST = 250;

    private final GoldenFolder folder = GoldenFolder.named("plugin-campaigns-bandwidth");
    private final List<LocatedRequest> requests = folder.requests();
    private final Set<Integer> unfit = new HashSet<>();

    @Test
    void whatAStrictServerRefusesIsCutAndAllElseIsAsMatomoWroteIt() throws Exception {
        assumeThat(GoldenHome.definitions())
                .as("skipped: the definition files of the Matomo that wrote the rows are not here")
                .isPresent();
        try (GoldenReplay strict = new GoldenReplay(folder)) {
            List<RequestOutcome> outcomes = strict.run(1000);
            for (int i = 0; i < outcomes.size(); i++) {
                if (outcomes.get(i) instanceof Refused refused
                        && refused.reason().equals("value-does-not-fit")) {
                    unfit.add(i);
                }
            }
            assertThat(unfit).hasSizeGreaterThan(50);
        }
        try (GoldenReplay lenient = GoldenReplay.onLenientServer(folder)) {
            List<RequestOutcome> outcomes = lenient.run(1000);

            assertThat(unfit).allSatisfy(at -> assertThat(outcomes.get(at)).isEqualTo(new Recorded()));
            assertThat(cutBandwidths(lenient.matomo()))
                    .isPositive()
                    .isLessThan(unfit.size()); // so both kinds are there
            Set<String> touched = touched(lenient.matomo());
            List<JsonObject> expected = others(lenient.expected(), touched);
            Comparison comparison =
                    new Comparison(expected, others(lenient.rows(), touched), GoldenHome.incomparable());
            System.out.println(folder + " (not strict): " + comparison.identical() + " of " + comparison.all()
                    + " visits of visitors whose values fit identical, " + unfit.size() + " requests cut");
            assertThat(comparison.same())
                    .as(String.join("\n", comparison.differences()))
                    .isTrue();
            assertThat(expected).hasSizeGreaterThan(650);
        }
    }

    /** Of each refused request there is what the server itself makes of its value; how many of these values are bandwidths. */
    private int cutBandwidths(MatomoDatabase matomo) throws SQLException {
        int bandwidths = 0;
        for (int at : unfit) {
            TrackingRequest request = requests.get(at).request();
            if (request.query().contains("bw_bytes=-1")) {
                bandwidths++;
                assertThat(matomo.values("SELECT bandwidth FROM matomo_log_link_visit_action l JOIN matomo_log_visit v"
                                + " USING (idvisit) WHERE " + visitor("v", request) + " AND l.server_time = "
                                + time(request)))
                        .as(request.query())
                        .containsOnly(cut(matomo, "log_link_visit_action", "bandwidth", "-1"));
            } else {
                assertThat(matomo.values("SELECT campaign_placement FROM matomo_log_visit v WHERE "
                                + visitor("v", request) + " AND v.visit_first_action_time = " + time(request)))
                        .as(request.query())
                        .containsOnly(cut(matomo, "log_visit", "campaign_placement", placement(request)));
            }
        }
        return bandwidths;
    }

    private static String placement(TrackingRequest request) {
        Matcher parameter = PLACEMENT.matcher(UrlCoding.decode(request.query()));
        assertThat(parameter.find()).as(request.query()).isTrue();
        String value =
                ByteText.text(UrlCoding.decode(parameter.group(1))).strip().toLowerCase(Locale.ROOT);
        return value.substring(0, Math.min(LONGEST, value.length()));
    }

    /** What a server that is not strict makes of a value. */
    private static String cut(MatomoDatabase matomo, String table, String column, String value) throws SQLException {
        try (Connection connection = matomo.begin();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = ''");
            statement.execute("CREATE TEMPORARY TABLE cut LIKE matomo_" + table);
            statement.execute("INSERT INTO cut (" + column + ") VALUES ('" + value + "')");
            try (ResultSet row = statement.executeQuery("SELECT " + column + " FROM cut")) {
                row.next();
                return row.getString(1);
            }
        }
    }

    /** Addresses are kept with their first two bytes. */
    private static String visitor(String visit, TrackingRequest request) {
        String[] bytes = request.sourceIp().split("\\.");
        Matcher site = Pattern.compile("(?:^|&)idsite=(\\d+)").matcher(request.query());
        assertThat(site.find()).isTrue();
        return String.format(
                Locale.ROOT,
                "%s.idsite = %s AND LEFT(HEX(%s.location_ip), 4) = '%02X%02X'",
                visit,
                site.group(1),
                visit,
                Integer.parseInt(bytes[0]),
                Integer.parseInt(bytes[1]));
    }

    private static String time(TrackingRequest request) {
        return "'"
                + Instant.ofEpochMilli(request.time())
                        .toString()
                        .substring(0, 19)
                        .replace('T', ' ') + "'";
    }

    /** Configurations of the visitors that sent a refused value; the same visitor has another one the next day. */
    private Set<String> touched(MatomoDatabase matomo) {
        Set<String> configurations = new HashSet<>();
        for (int at : unfit) {
            TrackingRequest request = requests.get(at).request();
            configurations.addAll(matomo.values("SELECT LOWER(HEX(config_id)) FROM matomo_log_visit v WHERE "
                    + visitor("v", request) + " AND " + time(request)
                    + " BETWEEN visit_first_action_time AND visit_last_action_time"));
        }
        return configurations;
    }

    /** The other visitors' visits; ids that were drawn at random are numbered by rows, of which there are more now. */
    private static List<JsonObject> others(List<JsonObject> visits, Set<String> touched) {
        List<JsonObject> others = new ArrayList<>();
        for (JsonObject visit : visits) {
            JsonElement row = visit.get("visit");
            if (row == null
                    || !touched.contains(row.getAsJsonObject().get("config_id").getAsString())) {
                others.add(JsonParser.parseString(visit.toString().replaceAll("anon-\\d+", "anon"))
                        .getAsJsonObject());
            }
        }
        return others;
    }
}
