/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.PipelineLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatusTextTest {
    private static Status.Stream stream(String state, Optional<Instant> completeThrough) {
        return new Status.Stream(
                "web1",
                state,
                false,
                new Status.Signs(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                new Status.Reach(Optional.empty(), completeThrough),
                new Status.Requests(0, Map.of(), Map.of(), Map.of()),
                new Status.Doubts(List.of(), 0),
                List.of());
    }

    @Test
    void aStreamThatHasEndedIsComplete() {
        assertThat(StatusText.completeThrough(stream("ended", Optional.of(Instant.MAX))))
                .startsWith("complete");
    }

    @Test
    void aPossibleLossIsShownWithItsTimes() {
        Status.Loss loss =
                new Status.Loss(0, Optional.of(Instant.ofEpochSecond(1)), Optional.of(Instant.ofEpochSecond(9)));

        assertThat(StatusText.loss(loss))
                .isEqualTo("unknown loss possible between 1970-01-01T00:00:01Z and 1970-01-01T00:00:09Z");
    }

    @Test
    void aRetiredStreamIsCalledRetired() {
        assertThat(StatusText.completeThrough(stream("retired", Optional.of(Instant.MAX))))
                .startsWith("retired");
    }

    @Test
    void aStreamOfWhichNothingIsWholeHasNothingYet() {
        assertThat(StatusText.completeThrough(stream("active", Optional.empty())))
                .isEqualTo("nothing yet");
    }

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private static Status.Stream seen(String name, String state, int seconds, int requestSeconds, int files) {
        List<Status.LogFileAccount> accounts = new ArrayList<>();
        for (int i = 1; i <= files; i++) {
            accounts.add(new Status.LogFileAccount(
                    "abcdef".repeat(11).substring(0, 64),
                    i,
                    "host1",
                    "/var/log/nginx/access.log." + i,
                    new Status.Times(Optional.of(NOW), Optional.of(NOW), Optional.of(NOW)),
                    Map.of("status", 7L),
                    new Status.Bytes(130, 100, 30, 3, 0, 0, 0)));
        }
        return new Status.Stream(
                name,
                state,
                true,
                new Status.Signs(
                        Optional.of(NOW.minusSeconds(seconds)),
                        Optional.of(NOW.minusSeconds(requestSeconds)),
                        Optional.empty(),
                        Optional.empty()),
                new Status.Reach(Optional.of(NOW), Optional.of(NOW)),
                new Status.Requests(0, Map.of(), Map.of(), Map.of("status", 7L * files)),
                new Status.Doubts(List.of(), 0),
                accounts);
    }

    /** One of which not all bytes are accounted for. */
    private static Status.Stream broken(String name) {
        Status.Stream sound = seen(name, "active", 1, 1, 0);
        return new Status.Stream(
                name,
                sound.state(),
                false,
                sound.signs(),
                sound.reach(),
                sound.requests(),
                sound.doubts(),
                List.of(new Status.LogFileAccount(
                        "ab".repeat(32),
                        1,
                        "host1",
                        "/var/log/nginx/access.log",
                        new Status.Times(Optional.of(NOW), Optional.of(NOW), Optional.of(NOW)),
                        Map.of(),
                        new Status.Bytes(130, 100, 0, 0, 0, 0, 0))));
    }

    private static Status status(Status.Stream... streams) {
        return new Status(
                7,
                Optional.of(NOW),
                new Status.Reach(Optional.of(NOW), Optional.of(NOW)),
                Optional.empty(),
                0,
                List.of(streams),
                new Status.Outside(Map.of("foreign-event", 3L), Map.of("unsigned-event", 4L)),
                List.of());
    }

    private static String screen(Status status) {
        return new StatusText(NOW, StatusText.View.SCREEN).of(status);
    }

    @Test
    void ofAStreamWhosePacksAreNotBelievedThatIsSaidAndNotThatItsAgentIsToBeStarted() {
        Status.Disbelieved wrong =
                new Status.Disbelieved(Map.of("wrong-signature", 12L), Optional.of(NOW.minusSeconds(1)));
        for (String state : List.of("awaited", "unreachable", "active", "quiet")) {
            String text = String.join(" ", Diagnosis.of(disbelieved(state, 300, wrong), List.of(), NOW));

            assertThat(text)
                    .contains("Packs arrive under its name and none is believed (wrong-signature 12, the last at ")
                    .contains("signingKeys", "rejected replay --stream web1 --reason wrong-signature")
                    .doesNotContain("Start that frontend's agent", "Is its agent running");
        }
    }

    @Test
    void whereNoCollectorTakesAnythingNoStreamIsToBlame() {
        Status.Collector refusing = new Status.Collector("c1", NOW.minusSeconds(4), Duration.ofMinutes(15), true);
        Status.Collector gone = new Status.Collector("c1", NOW.minusSeconds(120), Duration.ofMinutes(15));
        Status.Collector running = new Status.Collector("c2", NOW.minusSeconds(4), Duration.ofMinutes(15));
        for (String state : List.of("awaited", "unreachable", "active", "quiet")) {
            Status.Stream silent = disbelieved(state, 150, Status.Disbelieved.NOTHING);

            assertThat(String.join(" ", Diagnosis.of(silent, List.of(refusing), NOW)))
                    .contains("the database has gone back", "c1's log", "not to be retired")
                    .doesNotContain("stream retire", "Start that frontend's agent");
            assertThat(String.join(" ", Diagnosis.of(silent, List.of(gone), NOW)))
                    .contains("no collector is running (c1 was, until", "Start it")
                    .doesNotContain("stream retire");
            assertThat(String.join(" ", Diagnosis.of(silent, List.of(gone, running), NOW)))
                    .contains("stream retire");
        }
        assertThat(Diagnosis.of(disbelieved("unreachable", 5_000, Status.Disbelieved.NOTHING), List.of(gone), NOW))
                .as("silent since long before the collector ended")
                .singleElement()
                .asString()
                .contains("stream retire");
        assertThat(Diagnosis.wentBack(List.of(refusing), NOW))
                .hasValueSatisfying(said ->
                        assertThat(said).contains("has gone back", "collector c1", "imports", "Retire no stream"));
        assertThat(Diagnosis.wentBack(List.of(running), NOW)).isEmpty();
    }

    @Test
    void whatWasNotBelievedBeforeOrLongAgoSaysNothingOfNow() {
        Status.Disbelieved before =
                new Status.Disbelieved(Map.of("wrong-signature", 12L), Optional.of(NOW.minusSeconds(60)));
        assertThat(Diagnosis.of(disbelieved("active", 40, before), List.of(), NOW))
                .singleElement()
                .asString()
                .contains("Is its agent running");
        Status.Disbelieved longAgo =
                new Status.Disbelieved(Map.of("wrong-signature", 12L), Optional.of(NOW.minusSeconds(400)));
        assertThat(Diagnosis.of(disbelieved("unreachable", 500, longAgo), List.of(), NOW))
                .singleElement()
                .asString()
                .contains("Start that frontend's agent");
        assertThat(Diagnosis.of(disbelieved("active", 1, before), List.of(), NOW))
                .isEmpty();
    }

    private static Status.Stream disbelieved(String state, int seenSeconds, Status.Disbelieved what) {
        Status.Stream seen = seen("web1", state, seenSeconds, seenSeconds, 1);
        return new Status.Stream(
                seen.name(),
                seen.state(),
                seen.expected(),
                seen.signs(),
                seen.reach(),
                seen.requests(),
                new Status.Doubts(List.of(), 0, what),
                seen.files());
    }

    @Test
    void theStatusOfManyStreamsAndFilesIsAScreen() {
        Status.Stream[] streams = IntStream.range(0, 300)
                .mapToObj(i -> seen("web" + i, "ended", 90_000, 90_000, 100))
                .toArray(Status.Stream[]::new);

        String text = screen(status(streams));

        assertThat(text.lines()).hasSizeLessThan(24);
        assertThat(text).contains("web0", "and 288 more streams").doesNotContain("/var/log");
    }

    /** Whoever reaches a port may make thousands of them by naming them. */
    @Test
    void ofThousandsThatNeedALookTheWorstAreSaidAndTheRestIsSummed() {
        List<Status.Stream> streams = new ArrayList<>();
        for (int i = 0; i < 3_500; i++) {
            streams.add(seen("host" + i, i % 2 == 0 ? "unreachable" : "behind", 90_000, 90_000, 1));
        }
        streams.add(broken("web1"));

        String text = screen(status(streams.toArray(Status.Stream[]::new)));

        assertThat(text.lines()).hasSizeLessThan(50);
        assertThat(text)
                .contains(
                        "THE SUMS ARE WRONG",
                        "stream retire host0",
                        "and 3,490 more streams (behind 1,745, unreachable 1,745)")
                .containsOnlyOnce("(--all)");
        assertThat(text.indexOf("stream web1")).isLessThan(text.indexOf("stream host0"));
        String everything =
                new StatusText(NOW, new StatusText.View(false, true)).of(status(streams.toArray(Status.Stream[]::new)));
        assertThat(everything).contains("stream host3499").doesNotContain("--all");
    }

    /** It has no heartbeats, so that it is quiet is no reason to take it out. */
    @Test
    void aPipelinesStreamIsNotToldToBeRetiredWhenItIsQuiet() {
        Status.Stream quiet = piped(seen("web1", "quiet", 40, 40, 1));
        Status.Stream gone = piped(seen("web1", "unreachable", 4000, 4000, 1));

        assertThat(screen(status(quiet)))
                .contains("pipelineIdle")
                .doesNotContain("retire", "heartbeats", "agent running");
        assertThat(screen(status(gone)))
                .contains("Start its shipper", "stream retire web1")
                .doesNotContain("heartbeats");
    }

    private static Status.Stream piped(Status.Stream stream) {
        Status.LogFileAccount file = stream.files().get(0);
        return new Status.Stream(
                stream.name(),
                stream.state(),
                stream.expected(),
                stream.signs(),
                stream.reach(),
                stream.requests(),
                stream.doubts(),
                List.of(new Status.LogFileAccount(
                        PipelineLog.fingerprint().hex(),
                        file.number(),
                        file.host(),
                        "",
                        file.times(),
                        file.skipped(),
                        file.bytes())));
    }

    @Test
    void heartbeatsAreToldFromSilence() {
        assertThat(screen(status(seen("web1", "quiet", 2, 300, 1)))).contains("live, only heartbeats arrive for 5 min");
        assertThat(screen(status(seen("web1", "quiet", 300, 300, 1))))
                .contains("SILENT for 5 min", "not even heartbeats", "stream retire web1");
        assertThat(screen(status(seen("web1", "active", 1, 1, 1)))).contains("live, requests arrive");
    }

    @Test
    void theOddStreamComesFirstWithItsRemedy() {
        String text = screen(status(seen("web1", "active", 1, 1, 1), seen("web2", "stopped", 1, 1, 1)));

        assertThat(text).contains("STOPPED", "trackreplay stream resume web2");
        assertThat(text.indexOf("web2")).isLessThan(text.indexOf("stream web1"));
    }

    @Test
    void filesAreNamedByTheirPathsAndSkippedBytesByTheirReasons() {
        String text = new StatusText(NOW, new StatusText.View(true, false)).of(status(seen("web1", "active", 1, 1, 2)));

        assertThat(text)
                .contains("host1:/var/log/nginx/access.log.2: 130 read = ")
                .contains("7 bytes status", "3 bytes before-start", "20 bytes no-tracker-call");
    }

    @Test
    void eventsOfNoFrontendAreShown() {
        assertThat(screen(status())).contains("from outside", "foreign-event 3", "trackreplay rejected list");
        assertThat(screen(status())).contains("not kept", "unsigned-event 4", "trackreplay rejected discard");
    }

    @Test
    void aWatermarkIsNotUnknownWhenAllHasEnded() {
        Status ended = new Status(
                7,
                Optional.of(NOW),
                new Status.Reach(Optional.of(Instant.MAX), Optional.of(NOW)),
                Optional.empty(),
                0,
                List.of(seen("web1", "ended", 9, 9, 1)),
                new Status.Outside(Map.of(), Map.of()),
                List.of());

        assertThat(screen(ended)).contains("all streams have ended").doesNotContain("unknown");
    }

    @Test
    void whatHoldsCompletenessHasACauseAndARemedy() {
        Status.Stream lost = new Status.Stream(
                "web1",
                "active",
                true,
                new Status.Signs(Optional.of(NOW), Optional.of(NOW), Optional.empty(), Optional.empty()),
                new Status.Reach(Optional.of(NOW), Optional.empty()),
                new Status.Requests(0, Map.of(), Map.of(), Map.of()),
                new Status.Doubts(List.of(new Status.Loss(0, Optional.empty(), Optional.of(NOW))), 0),
                List.of());

        assertThat(Diagnosis.holding(lost, List.of(), NOW))
                .anyMatch(s -> s.contains("unknown loss possible"))
                .anyMatch(s -> s.contains("trackreplay stream accept web1"));
        assertThat(Diagnosis.holding(stream("awaited", Optional.empty()), List.of(), NOW))
                .anyMatch(s -> s.contains("stream retire web1"));
    }

    @Test
    void aClockThatIsWrongIsShownWithItsRemedy() {
        Status.Stream well = stream("active", Optional.empty());
        Status.Stream behind = new Status.Stream(
                "web1",
                "active",
                true,
                new Status.Signs(
                        Optional.of(NOW),
                        Optional.of(NOW),
                        Optional.of(Duration.ofHours(1)),
                        Optional.of(Duration.ofMillis(1250))),
                new Status.Reach(Optional.of(NOW), Optional.of(NOW)),
                new Status.Requests(0, Map.of(), Map.of(), Map.of()),
                new Status.Doubts(List.of(), 0),
                List.of());

        assertThat(Diagnosis.of(behind, List.of(), NOW))
                .anyMatch(s -> s.contains("3,600 s behind the collector's clock") && s.contains("frontend's clock"));
        assertThat(Diagnosis.of(well, List.of(), NOW)).noneMatch(s -> s.contains("clock"));
        assertThat(StatusJson.of(status(behind))).contains("\"skewMillis\": 3600000");
    }

    @Test
    void howFarTimesRunBackwardsIsShown() {
        Status.Stream measured = new Status.Stream(
                "web1",
                "active",
                true,
                new Status.Signs(
                        Optional.of(NOW), Optional.of(NOW), Optional.empty(), Optional.of(Duration.ofMillis(1250))),
                new Status.Reach(Optional.of(NOW), Optional.of(NOW)),
                new Status.Requests(0, Map.of(), Map.of(), Map.of()),
                new Status.Doubts(List.of(), 0),
                List.of());

        assertThat(screen(status(measured))).contains("; disorder 1.25 s");
        assertThat(StatusJson.of(status(measured))).contains("\"disorderMillis\": 1250");
    }
}
