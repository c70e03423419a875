/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.event.ChatbotAgents;
import io.github.trackreplay.event.FetchedPage;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.RequestOutcome.Excluded;
import io.github.trackreplay.tracking.RequestOutcome.Recorded;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.settings.ChatbotSites;
import io.github.trackreplay.tracking.settings.LogTables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requests of AI chatbots: to which site a page belongs that one fetched, and what is recorded of it. */
class BotRulesTest {
    private static final String FACTS = "rec=1&recMode=1&http_status=404&bw_bytes=5120&pf_srv=12";

    private static Fixture matomo() {
        return new Fixture().version("5.13.0");
    }

    private static LocatedRequest page(Fixture fixture, String host, String scheme, String agent, String encoded) {
        Map<String, String> headers = new HashMap<>(Map.of(FetchedPage.HEADER, scheme));
        if (!host.isEmpty()) {
            headers.put("host", host);
        }
        TrackingRequest r = fixture.request(0, "").request();
        return fixture.located(new TrackingRequest(
                new TrackingRequest.Line(r.offset(), r.length()),
                r.time(),
                new TrackingRequest.Call(
                        "GET",
                        encoded.replace("%2F", "/").replaceAll("%3F.*", ""),
                        FACTS + FetchedPage.URL + encoded,
                        r.body(),
                        r.bulkToken(),
                        404),
                new TrackingRequest.Client(r.sourceIp(), agent, "", "", headers)));
    }

    private static String recorded(Fixture fixture, String host, String scheme, String encoded) {
        RequestOutcome outcome = fixture.play(page(fixture, host, scheme, "ChatGPT-User/1.0", encoded))
                .get(0);
        if (outcome instanceof Excluded excluded) {
            return excluded.reason();
        }
        assertThat(outcome).isInstanceOf(Recorded.class);
        Columns row = fixture.tables.botRequests.get(fixture.tables.botRequests.size() - 1);
        assertThat(row.whole("http_status_code", 0)).isEqualTo(404);
        assertThat(row.whole("response_size_bytes", 0)).isEqualTo(5120);
        assertThat(row.whole("response_time_ms", 0)).isEqualTo(12);
        assertThat(row.text("bot_name")).isEqualTo("ChatGPT-User");
        Change.InsertAction action = fixture.tables.actions.get(((Ref.Id) row.get("idaction_url")).id());
        return action.name().type() + " " + action.urlPrefix() + " "
                + action.name().name() + " of " + row.whole("idsite", 0);
    }

    @Test
    void theSiteIsTheOneWhoseUrlThePageLiesUnder() {
        assertThat(recorded(matomo(), "shop.example.com", "", "%2Fa%3Fb%3Dc"))
                .isEqualTo("1 2 shop.example.com/a?b=c of 1");
        assertThat(recorded(matomo(), "WWW.Shop.Example.com:443", "https", "%2Fa"))
                .isEqualTo("1 3 shop.example.com/a of 1");
        assertThat(recorded(matomo(), "shop.example.com", "http", "%2Fa%2Fb.pdf"))
                .isEqualTo("3 0 shop.example.com/a/b.pdf of 1");
        assertThat(recorded(matomo(), "other.example.com", "", "%2Fa")).isEqualTo("unknown-host");
        assertThat(recorded(matomo(), "", "", "%2Fa")).isEqualTo("unknown-host");
        assertThat(recorded(matomo(), "shop.example.com/evil?", "", "%2Fa")).isEqualTo("unknown-host");
    }

    @Test
    void theAdministratorMayNameTheSite() {
        Fixture fixture =
                matomo().chatbotSites(new ChatbotSites(Map.of("cdn.example.net", 1, "*", 1), Set.of(), Set.of()));
        assertThat(recorded(fixture, "cdn.example.net", "", "%2Fa")).isEqualTo("1 2 cdn.example.net/a of 1");
        assertThat(recorded(fixture, "", "", "%2Fa")).isEqualTo("1 2 shop.example.com/a of 1");
        assertThat(recorded(fixture, "a b", "", "%2Fa")).isEqualTo("1 2 shop.example.com/a of 1");
        assertThat(recorded(fixture, "unheard.example:8080", "http", "%2Fa"))
                .isEqualTo("1 0 unheard.example:8080/a of 1");
        Fixture wrong = matomo().chatbotSites(new ChatbotSites(Map.of("*", 7), Set.of(), Set.of()));
        assertThat(wrong.play(page(wrong, "", "", "ChatGPT-User", "%2Fa")))
                .first()
                .isInstanceOfSatisfying(
                        RequestOutcome.Refused.class,
                        refused -> assertThat(refused.detail()).contains("no site 7"));
        Fixture others = matomo().chatbotSites(new ChatbotSites(Map.of(), Set.of(2), Set.of()));
        assertThat(recorded(others, "shop.example.com", "", "%2Fa")).isEqualTo("other-site");
    }

    @Test
    void onlyWhatTheReleaseRecordsIsRecorded() {
        Fixture old = new Fixture().version("5.6.0");
        assertThat(recorded(old, "shop.example.com", "", "%2Fa")).isEqualTo("bots-not-recorded");
        assertThat(recorded(matomo().with(), "shop.example.com", "", "%2Fa")).isEqualTo("bots-not-recorded");
        assertThat(old.tables.visits).isEmpty();
        Fixture fixture = new Fixture().version("5.7.0").with(LogTables.Optional.BOT_REQUESTS);
        assertThat(fixture.play(page(fixture, "shop.example.com", "", "Google-NotebookLM", "%2Fa")))
                .containsExactly(new Excluded("record-mode"));
        for (String name : ChatbotAgents.NAMES) {
            Fixture newest = matomo();
            assertThat(newest.play(page(newest, "shop.example.com", "", "x " + name + "/2", "%2Fa")))
                    .as(name)
                    .containsExactly(new Recorded());
        }
    }

    @Test
    void whatIsNoMapIsSaid() {
        assertThat(ChatbotSites.parse(List.of("A.example=1", "*=2"))).isEqualTo(Map.of("a.example", 1, "*", 2));
        for (String wrong : List.of("a.example", "=1", "a.example=0", "a b=1", "https://a.example=1")) {
            assertThatThrownBy(() -> ChatbotSites.parse(List.of(wrong)))
                    .hasMessageContaining("www.example.org=1")
                    .hasMessageContaining(wrong);
        }
        assertThatThrownBy(() -> ChatbotSites.parse(List.of("a=1", "A=2"))).hasMessageContaining("twice");
    }
}
