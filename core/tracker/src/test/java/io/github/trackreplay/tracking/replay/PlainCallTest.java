/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.FetchedPage;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.tracking.Lead;
import io.github.trackreplay.tracking.Trace;
import io.github.trackreplay.tracking.Tracker;
import io.github.trackreplay.tracking.parameters.PlainCall;
import io.github.trackreplay.tracking.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlainCallTest {
    private static final List<String> PIECES = List.of(
            "&pv_id=",
            "&pv_id=abc123",
            "&pv_id=abcdefgh",
            "&pv_id=ab%63",
            "&pv_id=a-b",
            "&pv.id=zzzzzz",
            "&pv%5Fid=zzzzzz",
            "& pv_id=zzzzzz",
            "&pv_id[]=zzzzzz",
            "&pv_id",
            "&idsite=1",
            "&idsite=2",
            "&idsite=01",
            "&idsite=1.0",
            "&idsite[]=1",
            "&idsite=x",
            "&ping=1",
            "&ping=0",
            "&idgoal=0",
            "&idgoal=1",
            "&idgoal=x",
            "&ec_id=7",
            "&cdt=1772500000",
            "&cdo=60",
            "&e_c=a&e_a=b",
            "&url=https%3A%2F%2Fshop.example.com%2F1",
            "&urlref=https%3A%2F%2Fa.example%2F%3Fpv_id%3Dqqqqqq",
            "&dimension1=x",
            "&cvar[1]=x",
            "&",
            "&=x",
            "%00");

    private final Fixture fixture = new Fixture();
    private final Tracker tracker = fixture.tracker();
    private final Settings settings = fixture.settings();

    private Optional<Lead> lead(LocatedRequest request) {
        return tracker.lead(request, settings, fixture.now);
    }

    /** What is told plainly of a request is what taking it apart tells. */
    @Test
    void isWhatTheWholeReadingSays() {
        Random random = new Random(7);
        int told = 0;
        for (int i = 0; i < 30_000; i++) {
            StringBuilder query = new StringBuilder(random.nextBoolean() ? "_id=1234567890abcdef" : "pv_id=Ab3dE6");
            for (int n = random.nextInt(5); n > 0; n--) {
                query.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            LocatedRequest request = fixture.request(random.nextInt(100), query.toString());
            Optional<PlainCall> plain = PlainCall.of(request.request());
            Optional<Lead> whole = lead(request);

            if (plain.isPresent() && whole.isPresent()) {
                told++;
                boolean tellsPageView = !plain.get().idPageview().isEmpty();
                assertThat(whole.get().idSite())
                        .as(query.toString())
                        .isEqualTo(plain.get().idSite());
                assertThat(whole.get().time()).isEqualTo(request.request().time() / 1000);
                assertThat(tellsPageView && !whole.get().isOfPageView()).isFalse();
                assertThat(tellsPageView
                                && !whole.get().idPageview().equals(plain.get().idPageview()))
                        .isFalse();
                assertThat(isPresence(whole.get()) && !plain.get().mayBePing()).isFalse();
                assertThat(isOrder(whole.get())).isFalse();
            }
        }
        assertThat(told).isGreaterThan(10_000);
    }

    private static boolean isPresence(Lead lead) {
        return lead.trace()
                .filter(trace -> trace.left() instanceof Trace.Left.Presence)
                .isPresent();
    }

    private static boolean isOrder(Lead lead) {
        return lead.trace()
                .filter(trace -> trace.left() instanceof Trace.Left.Order)
                .isPresent();
    }

    @Test
    void theCallsOfMatomosClientAreToldPlainly() {
        LocatedRequest page = fixture.page(0, "&pv_id=Ab3dE6&pf_net=1&uadata=%7B%22mobile%22%3Afalse%7D");

        assertThat(PlainCall.of(page.request())).contains(new PlainCall(1, "Ab3dE6", false));
    }

    @Test
    void ofABodyAndOfAFetchedPageNothingIsTold() {
        TrackingRequest page = fixture.page(0, "&pv_id=Ab3dE6").request();
        TrackingRequest.Call call = page.call();

        assertThat(PlainCall.of(page.with(call.with(call.query(), Optional.of("pv_id=zzzzzz"), Optional.empty()))))
                .isEmpty();
        assertThat(PlainCall.of(page.withHeaders(Map.of(FetchedPage.HEADER, "https"))))
                .isEmpty();
    }
}
