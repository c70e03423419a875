/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.TakenRanges;
import io.github.trackreplay.sink.LeftOut;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecordedRequestsTest {
    private static final long LINE = 100;

    private final List<String> askedFor = new ArrayList<>();

    /** Ten lines of a log, a second apart. */
    private static List<TrackingRequest> log() {
        return LongStream.range(0, 10)
                .mapToObj(line -> Requests.request(line * LINE, line * 1000, "line=" + line))
                .toList();
    }

    /** Everything that is asked for is recorded, unless said otherwise. */
    private RecordedRequests.Found find(List<LocatedRequest> requests) {
        requests.forEach(located -> askedFor.add(located.request().query()));
        BitSet all = new BitSet();
        for (int i = 0; i < requests.size(); i++) {
            all.set(i, isRecorded.test(requests.get(i).request()));
        }
        return new RecordedRequests.Found(all, new BitSet(), all);
    }

    private Predicate<TrackingRequest> isRecorded = request -> true;

    private boolean skipping;

    private RecordedRequests requests(LeftOut settings, long takenLines, RequestKinds.Grown grown) {
        return new RecordedRequests(this::find, kinds(settings, takenLines, grown));
    }

    private RequestKinds kinds(LeftOut settings, long takenLines, RequestKinds.Grown grown) {
        RequestKinds.Ledger ledger = new RequestKinds.Ledger() {
            @Override
            public TakenRanges taken(LogFile file) {
                TakenRanges taken = new TakenRanges();
                if (takenLines > 0) {
                    taken.add(new ByteRange(0, takenLines * LINE), TakenRanges.NO_WATERMARK);
                }
                return taken;
            }

            @Override
            public OptionalLong lastTime(String stream) {
                return takenLines > 0 ? OptionalLong.of((takenLines - 1) * 1000) : OptionalLong.empty();
            }

            @Override
            public boolean isSkipping(String stream) {
                return skipping;
            }
        };
        return new RequestKinds(ledger, settings, grown);
    }

    private static void read(RecordedRequests requests, List<TrackingRequest> log) throws InterruptedException {
        for (TrackingRequest request : log) {
            requests.all().read(Requests.pack(List.of(request)));
        }
        requests.end(true);
    }

    private static List<TrackingRequest> recorded(RecordedRequests requests, List<TrackingRequest> log) {
        return log.stream()
                .filter(request -> requests.reason(Requests.LOG, request).isPresent())
                .toList();
    }

    @Test
    void aLogThatHasGrownIsLookedForWhereWhatIsFoundIsSkipped() throws InterruptedException {
        RecordedRequests requests = requests(LeftOut.NOTHING, 4, RequestKinds.Grown.IS_LOOKED_FOR);

        read(requests, log());

        assertThat(askedFor).hasSize(6);
        assertThat(recorded(requests, log())).isEqualTo(log().subList(4, 10));
    }

    @Test
    void aLogThatHasGrownIsNewWhereWhatIsFoundIsRefused() throws InterruptedException {
        RecordedRequests requests = requests(LeftOut.NOTHING, 4, RequestKinds.Grown.IS_NEW);

        read(requests, log());

        assertThat(askedFor).isEmpty();
        assertThat(recorded(requests, log())).isEmpty();
    }

    @Test
    void aLogOfWhichAnImportWasSkippingIsLookedForAlways() throws InterruptedException {
        skipping = true;
        RecordedRequests requests = requests(LeftOut.NOTHING, 4, RequestKinds.Grown.IS_NEW);

        read(requests, log());

        assertThat(askedFor).hasSize(6);
    }

    @Test
    void whatIsNotAskedForIsNotRecordedThoughWhatStandsBeforeItIs() throws InterruptedException {
        LeftOut others = (file, request) -> request.offset() / LINE % 4 >= 2 ? Optional.of("status") : Optional.empty();
        RecordedRequests requests = requests(others, 0, RequestKinds.Grown.IS_LOOKED_FOR);

        read(requests, log());

        assertThat(askedFor).containsExactly("line=0", "line=1", "line=4", "line=5", "line=8", "line=9");
        assertThat(recorded(requests, log())).extracting(TrackingRequest::query).containsExactlyElementsOf(askedFor);
        assertThat(requests.hours().recorded()).isEqualTo(6);
    }

    @Test
    void whatIsAppendedAfterTheLookIsNotRecorded() throws InterruptedException {
        RecordedRequests requests = requests(LeftOut.NOTHING, 0, RequestKinds.Grown.IS_LOOKED_FOR);

        read(requests, log().subList(0, 7));

        assertThat(recorded(requests, log())).isEqualTo(log().subList(0, 7));
    }

    /** A minute apart from each other. */
    private static List<TrackingRequest> slowLog() {
        return log().stream()
                .map(request -> Requests.request(request.offset(), 60 * request.time(), request.query()))
                .toList();
    }

    @Test
    void whatHasBeenTakenClaimsItsRowsOnlyWhereSomethingIsFoundNearIt() throws InterruptedException {
        isRecorded = request -> request.offset() == 4 * LINE || request.offset() == 9 * LINE;
        RecordedRequests requests = requests(LeftOut.NOTHING, 4, RequestKinds.Grown.IS_LOOKED_FOR);
        read(requests, slowLog());
        assertThat(askedFor).hasSize(6);

        assertThat(requests.isDisputed()).isTrue();
        askedFor.clear();
        requests.settled().read(Requests.pack(slowLog()));
        requests.end(false);
        assertThat(askedFor).containsExactly("line=3");

        askedFor.clear();
        read(requests, slowLog());
        assertThat(askedFor).containsExactly("line=4", "line=5", "line=8", "line=9");
        assertThat(requests.isDisputed()).isFalse();
        assertThat(recorded(requests, slowLog()))
                .extracting(TrackingRequest::query)
                .containsExactly("line=4", "line=9");
        assertThat(requests.hours().sentences().get(0)).startsWith("2 of 6 new requests");
    }

    @Test
    void aRequestThatClaimsAnotherTimeMayHaveItsRowAnywhere() throws InterruptedException {
        isRecorded = request -> request.offset() == 9 * LINE;
        List<TrackingRequest> log = new ArrayList<>(slowLog());
        log.set(0, Requests.request(0, 0, "cdt=2026-03-04&line=0"));
        RecordedRequests requests = requests(LeftOut.NOTHING, 4, RequestKinds.Grown.IS_LOOKED_FOR);
        requests.all().read(Requests.pack(log));
        requests.end(true);
        askedFor.clear();

        assertThat(requests.isDisputed()).isTrue();
        requests.settled().read(Requests.pack(log));
        requests.end(false);

        assertThat(askedFor).containsExactly("cdt=2026-03-04&line=0");
    }

    @Test
    void nobodyReadsAgainWhereNothingThatWasTakenIsNear() throws InterruptedException {
        isRecorded = request -> request.offset() >= 8 * LINE;
        RecordedRequests requests = requests(LeftOut.NOTHING, 4, RequestKinds.Grown.IS_LOOKED_FOR);

        read(requests, slowLog());

        assertThat(requests.isDisputed()).isFalse();
    }
}
