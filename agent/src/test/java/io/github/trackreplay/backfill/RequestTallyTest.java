/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.interceptor.ParseCounts;
import io.github.trackreplay.sink.LeftOut;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RequestTallyTest {
    private static final long DAY = 86_400_000;

    private final RequestTally tally = new RequestTally(LeftOut.NOTHING);

    private void count(long firstSite, long sites, long time) {
        List<TrackingRequest> requests = LongStream.range(0, sites)
                .mapToObj(i -> Requests.request(100 * i, time, "idsite=" + (firstSite + i) + "&rec=1"))
                .toList();
        Pack pack = Requests.pack(requests);
        assertThat(tally.counted(pack)).isSameAs(pack);
    }

    private long ofSite(OptionalLong site) {
        return tally.rows().entrySet().stream()
                .filter(row -> row.getKey().site().equals(site))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    @Test
    void sitesThatVisitorsMakeUpTakeNoMemory() {
        count(1, 30_000, 0);
        count(1, 2, 0);
        count(1, 2, DAY);

        assertThat(tally.rows()).hasSize(RequestTally.MOST_ROWS + 2);
        assertThat(ofSite(OptionalLong.of(1))).as("was known before").isEqualTo(2);
        assertThat(ofSite(OptionalLong.empty())).isEqualTo(30_000 - RequestTally.MOST_ROWS + 2);
        assertThat(tally.rows().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(30_004);
    }

    @Test
    void otherSitesStandLastOfTheirDay() {
        count(1, RequestTally.MOST_ROWS - 1, 0);
        count(1, 1, DAY);
        count(2, 1, DAY);

        assertThat(tally.rows().keySet())
                .last()
                .isEqualTo(new RequestTally.Row("web1", LocalDate.of(1970, 1, 2), OptionalLong.empty(), 200));
        assertThat(ImportJson.of(new ParseCounts(0, 0, 0, Map.of(), Map.of()), tally, Optional.empty(), List.of()))
                .contains("\"otherSites\": true");
    }

    @Test
    void theTableHasALineForEachRow() {
        count(1, 3, 0);
        count(1, 3, DAY);

        assertThat(tally.lines()).hasSize(7).element(1).asString().containsPattern("web1 +1970-01-01 +1 +200 +1");
    }
}
