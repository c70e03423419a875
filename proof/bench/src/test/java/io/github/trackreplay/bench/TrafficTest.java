/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.interceptor.FormatNotices;
import io.github.trackreplay.interceptor.PackParser;
import io.github.trackreplay.tracking.RequestOutcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is measured is what it is said to be: the same requests each time, all of them read and recorded. */
class TrafficTest {
    private static final int REQUESTS = 3_000;

    @Test
    void oneSeedGivesOneSequence() {
        assertThat(new Traffic(7).next(REQUESTS)).isEqualTo(new Traffic(7).next(REQUESTS));
        assertThat(new Traffic(7).next(10)).isNotEqualTo(new Traffic(8).next(10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "action_name=",
                "e_c=",
                "ping=1",
                "search=",
                "download=",
                "link=",
                "ec_id=",
                "ec_items=",
                "idgoal=1"
            })
    void everyKindOfRequestOccurs(String parameter) {
        assertThat(new Traffic(7).next(REQUESTS)).anyMatch(call -> call.query().contains("&" + parameter));
    }

    @Test
    void timesNeverRunBackwards() {
        assertThat(new Traffic(7).next(REQUESTS)).extracting(Call::time).isSorted();
    }

    @ParameterizedTest
    @EnumSource
    void everyLineIsReadAsTheRequestThatItWasWrittenFor(Line line) {
        PackParser parser = new PackParser(LogFormat.of(line.format()), FormatNotices.NONE);
        for (Call call : new Traffic(7).next(REQUESTS)) {
            byte[] bytes = line.of(call).getBytes(StandardCharsets.US_ASCII);
            RawLine raw = new RawLine(0, bytes.length + 1L, bytes, false);
            assertThat(parser.parse(new RawPack(Packs.header(raw.length()), Optional.empty(), List.of(raw)))
                            .entries())
                    .singleElement()
                    .isInstanceOfSatisfying(TrackingRequest.class, request -> {
                        assertThat(request.query()).isEqualTo(call.query());
                        assertThat(request.sourceIp()).isEqualTo(call.address());
                        assertThat(request.userAgent()).isEqualTo(call.userAgent());
                    });
        }
    }

    @Test
    void theTrackerRecordsEveryRequest() throws Exception {
        TrackerDecisions benchmark = new TrackerDecisions();
        benchmark.make(300);
        TrackerDecisions.Batch batch = new TrackerDecisions.Batch();
        batch.size = 100;
        assertThat(benchmark.replay(batch)).hasSize(300).containsOnly(new RequestOutcome.Recorded());
    }
}
