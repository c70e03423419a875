/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.TakenRanges;
import io.github.trackreplay.sink.LeftOut;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordedSurveyTest {
    private static final long LINE = 100;
    private static final LogFile OTHER = new LogFile("web1", new Fingerprint("1".repeat(64)), 1, Optional.empty());

    /** What Matomo's tables have, by what stands in the query; each row accounts for one request. */
    private final Set<String> rows = new HashSet<>();

    private final Set<String> claimed = new HashSet<>();
    private final List<String> askedFor = new ArrayList<>();
    private boolean isByRow = true;
    private int taken;

    private RecordedRequests.Found find(List<LocatedRequest> requests) {
        BitSet found = new BitSet();
        for (int i = 0; i < requests.size(); i++) {
            String query = requests.get(i).request().query();
            askedFor.add(query);
            found.set(i, rows.contains(query) && claimed.add(query));
        }
        return new RecordedRequests.Found(found, new BitSet(), isByRow ? found : new BitSet());
    }

    private RecordedSurvey survey() {
        RequestKinds.Ledger ledger = new RequestKinds.Ledger() {
            @Override
            public TakenRanges taken(LogFile file) {
                TakenRanges ranges = new TakenRanges();
                if (taken > 0 && file.equals(Requests.LOG)) {
                    ranges.add(new ByteRange(0, taken * LINE), TakenRanges.NO_WATERMARK);
                }
                return ranges;
            }

            @Override
            public OptionalLong lastTime(String stream) {
                return OptionalLong.empty();
            }

            @Override
            public boolean isSkipping(String stream) {
                return false;
            }
        };
        return new RecordedSurvey(
                this::find, new RequestKinds(ledger, LeftOut.NOTHING, RequestKinds.Grown.IS_LOOKED_FOR));
    }

    private static TrackingRequest line(int number, long second, String query) {
        return Requests.request(number * LINE, 1000 * second, query);
    }

    @Test
    void whatIsFoundWhileSurveyingNeedsNoOtherReading() throws InterruptedException {
        rows.addAll(List.of("b", "c"));
        RecordedSurvey survey = survey();
        survey.note(Requests.LOG, line(0, 0, "a"));
        survey.note(Requests.LOG, line(1, 1, "b"));
        survey.note(OTHER, line(1, 1, "d"));
        survey.note(OTHER, line(2, 2, "c"));

        RecordedFindings findings = survey.findings(claimed::clear).orElseThrow();

        assertThat(findings.recorded().reason(Requests.LOG, line(0, 0, "a"))).isEmpty();
        assertThat(findings.recorded().reason(Requests.LOG, line(1, 1, "b"))).hasValue(RecordedRequests.REASON);
        assertThat(findings.recorded().reason(OTHER, line(1, 1, "d"))).isEmpty();
        assertThat(findings.recorded().reason(OTHER, line(2, 2, "c"))).hasValue(RecordedRequests.REASON);
        assertThat(findings.hours().sentences().get(0)).startsWith("2 of 4 new requests");
    }

    @Test
    void whatHasBeenTakenKeepsItsRows() throws InterruptedException {
        taken = 2;
        rows.addAll(List.of("a", "b"));
        RecordedSurvey survey = survey();
        survey.note(Requests.LOG, line(0, 0, "c"));
        survey.note(Requests.LOG, line(1, 500, "a"));
        survey.note(Requests.LOG, line(2, 510, "a"));
        survey.note(Requests.LOG, line(3, 520, "b"));

        RecordedFindings findings = survey.findings(claimed::clear).orElseThrow();

        assertThat(findings.recorded().reason(Requests.LOG, line(2, 510, "a"))).isEmpty();
        assertThat(findings.recorded().reason(Requests.LOG, line(3, 520, "b"))).hasValue(RecordedRequests.REASON);
        assertThat(findings.hours().recorded()).isEqualTo(1);
        assertThat(askedFor).containsExactly("a", "b", "a", "a", "b");
    }

    /** Beside a log that has grown these are pings of visits that go on, and all that was taken just before has rows. */
    @Test
    void whatIsToldByItsVisitTakesNobodysRow() throws InterruptedException {
        taken = 2;
        isByRow = false;
        rows.add("b");
        RecordedSurvey survey = survey();
        survey.note(Requests.LOG, line(0, 0, "c"));
        survey.note(Requests.LOG, line(1, 500, "a"));
        survey.note(Requests.LOG, line(2, 510, "b"));

        assertThat(survey.findings(claimed::clear).orElseThrow().hours().recorded())
                .isEqualTo(1);
        assertThat(askedFor).containsExactly("b");
    }

    @Test
    void whereNobodyKnowsAnyMoreWhatWasTakenThereTheLogsAreReadAgain() throws InterruptedException {
        taken = 2;
        rows.add("a");
        RecordedSurvey survey = survey();
        survey.note(Requests.LOG, line(0, 0, "a"));
        survey.note(Requests.LOG, line(1, 500, "c"));
        survey.note(Requests.LOG, line(2, 5, "a"));

        assertThat(survey.findings(claimed::clear)).isEmpty();
    }

    @Test
    void whatClaimsAnotherTimeMayHaveItsRowAnywhere() throws InterruptedException {
        taken = 2;
        rows.add("a");
        RecordedSurvey survey = survey();
        survey.note(Requests.LOG, line(0, 0, "cdt=500"));
        survey.note(Requests.LOG, line(1, 400, "c"));
        survey.note(Requests.LOG, line(2, 2000, "a"));

        assertThat(survey.findings(claimed::clear)).isEmpty();
    }

    @Test
    void twoFilesThatBeginAlikeAreToldApartByAnotherReadingOnly() throws InterruptedException {
        RecordedSurvey survey = survey();
        survey.note(Requests.LOG, line(0, 0, "a"));
        survey.note(Requests.LOG, line(1, 1, "b"));
        survey.note(Requests.LOG, line(0, 0, "a"));

        assertThat(survey.findings(claimed::clear)).isEmpty();
    }
}
