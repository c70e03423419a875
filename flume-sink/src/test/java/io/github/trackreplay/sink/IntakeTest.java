/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.UnknownLoss;
import io.github.trackreplay.event.WireEvent;
import io.github.trackreplay.signature.PackSignature;
import io.github.trackreplay.signature.SigningKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final long NOW = 1_760_000_000_000L;
    private static final SigningKeys KEYS = SigningKeys.parse(
            List.of("web1 k MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", "web2 k YWJjZGVmZ2hpamtsbW5vcHFyc3R1"));

    private final List<String> log = new ArrayList<>();
    private final Intake open = new Intake(Optional.empty(), true, Duration.ofMinutes(10), new Notices(log::add));
    private final Intake guarded = new Intake(Optional.of(KEYS), false, Duration.ofMinutes(10), new Notices(log::add));
    private final Pack pack = new FrontendLog("web1", 0).line(1000).pack();

    @Test
    void aPackOfOursIsTaken() {
        assertThat(judge(open, pack)).isEqualTo(new Delivery.OfPack(pack));
        assertThat(log).isEmpty();
    }

    @Test
    void aStreamWithATrailingBlankNeverReachesTheLedger() {
        WireEvent event = TrackingEventCodec.encode(pack, Compression.NONE);
        Map<String, String> headers = new HashMap<>(event.headers());
        headers.put("trackreplay.stream", "web1 ");

        Delivery delivery = open.judge(headers, event.body(), NOW);

        assertThat(delivery).isInstanceOfSatisfying(Delivery.Unreadable.class, unreadable -> {
            assertThat(unreadable.reason()).isEqualTo("malformed-event-headers");
            assertThat(unreadable.detail()).contains("'web1 ' begins or ends with a blank");
            assertThat(unreadable.body()).isEqualTo(event.body());
        });
    }

    @Test
    void aPromiseForTheFutureIsTakenOffAndSaidAndTheRequestsStay() {
        for (long promise : List.of(Long.MAX_VALUE, NOW + 600_001)) {
            log.clear();
            Intake intake = new Intake(Optional.empty(), true, Duration.ofMinutes(10), new Notices(log::add));
            Pack forged = new Pack(pack.header().withWatermark(OptionalLong.of(promise)), pack.entries());

            Delivery delivery = judge(intake, forged);

            assertThat(delivery).isInstanceOfSatisfying(Delivery.OfPack.class, of -> {
                assertThat(of.pack().header().watermark()).isEmpty();
                assertThat(of.pack().entries()).isEqualTo(pack.entries());
            });
            assertThat(log).singleElement().asString().contains("Stream web1 promises", "lies in the future");
        }
        Pack honest = new Pack(pack.header().withWatermark(OptionalLong.of(NOW + 600_000)), pack.entries());
        assertThat(judge(open, honest)).isEqualTo(new Delivery.OfPack(honest));
    }

    /** Without it completeness would pass what a machine whose clock is ahead has lost; with its end, hide what is still to come. */
    @Test
    void aPossibleLossOfTheFutureEndsNowAndHoldsCompletenessAndItsRequestsStay() {
        Pack forged = losing(new UnknownLoss(1, 10_800_000_000_000L));

        assertThat(judge(open, forged)).isInstanceOfSatisfying(Delivery.OfPack.class, of -> {
            assertThat(of.pack().header().unknownLoss()).contains(new UnknownLoss(1, NOW));
            assertThat(of.pack().entries()).isEqualTo(pack.entries());
        });
        assertThat(log)
                .singleElement()
                .asString()
                .contains(
                        "Stream web1 says",
                        "between 1970-01-01T00:00:00.001Z and 2312-",
                        "Is that machine's clock right?");
        for (long begin : List.of(NOW - 1, NOW + 600_000)) {
            Pack ahead = losing(new UnknownLoss(begin, NOW + 600_001));
            UnknownLoss past = new UnknownLoss(Math.min(begin, NOW), NOW);
            for (Delivery delivery : List.of(judge(open, ahead), signed("web1", ahead))) {
                assertThat(delivery)
                        .isInstanceOfSatisfying(
                                Delivery.OfPack.class,
                                of -> assertThat(of.pack().header().unknownLoss())
                                        .contains(past));
            }
        }
        Pack honest = losing(new UnknownLoss(NOW - 1, NOW + 600_000));
        assertThat(judge(open, honest)).isEqualTo(new Delivery.OfPack(honest));
    }

    /** An archive whose time of modification is wrong; the same event delivered again says the same, so an acceptance lasts. */
    @Test
    void aPossibleLossOfTheFutureEndsWhenItsEventWasReadWhereThatIsPast() {
        PackHeader header = losing(new UnknownLoss(NOW - 90, NOW + 700_000)).header();
        Pack read = new Pack(
                new PackHeader(
                                header.file(),
                                header.start(),
                                header.end(),
                                PackHeader.Reading.of(NOW - 5, "frontend", "/matomo.php"),
                                PackHeader.Promise.NONE)
                        .with(header.unread()),
                pack.entries());
        WireEvent event = TrackingEventCodec.encode(read, Compression.GZIP);

        for (long now : List.of(NOW, NOW + 1)) {
            assertThat(open.judge(event.headers(), event.body(), now))
                    .isInstanceOfSatisfying(
                            Delivery.OfPack.class,
                            of -> assertThat(of.pack().header().unknownLoss())
                                    .contains(new UnknownLoss(NOW - 90, NOW - 5)));
        }
    }

    private Pack losing(UnknownLoss loss) {
        return new Pack(pack.header().with(new PackHeader.Unread(0, 0, Optional.of(loss))), pack.entries());
    }

    @Test
    void withKeysOnlyPacksThatAKeyOfTheirStreamSignedAreTaken() {
        assertThat(judge(guarded, pack)).isInstanceOfSatisfying(Delivery.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo("unsigned-event");
            assertThat(refused.pack()).isEqualTo(pack);
        });
        assertThat(signed("web1", pack)).isEqualTo(new Delivery.OfPack(pack));
        assertThat(signed("web2", pack))
                .isInstanceOfSatisfying(
                        Delivery.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo("wrong-signature"));
    }

    @Test
    void whatIsNotSignedAndCannotBeReadIsKeptTooAndQuotesNothingThatATerminalObeys() {
        assertThat(guarded.judge(Map.of("trackreplay.stream", "a\nb"), "x".getBytes(UTF_8), NOW))
                .isInstanceOfSatisfying(Delivery.Unreadable.class, unreadable -> {
                    assertThat(unreadable.reason()).isEqualTo("unsigned-event");
                    assertThat(unreadable.detail()).contains("a\\u{a}b").doesNotContain("\n");
                });
    }

    @Test
    void aRangeThatIsNotProvenFromEndToEndIsRefusedUnlessItIsSigned() {
        Intake strict = new Intake(Optional.empty(), false, Duration.ofMinutes(10), new Notices(log::add));
        Proof block = proof(0, 100);
        Proof end = proof(100, 150);

        for (List<Proof> lacking : List.of(
                List.<Proof>of(), // as version 1 sends it
                List.of(block),
                List.of(end),
                List.of(proof(0, 50), end),
                List.of(block, proof(120, 150)),
                List.of(proof(0, 60), proof(100, 150)))) {
            assertThat(judge(strict, pack(0, 150, 0, lacking)))
                    .as(lacking.toString())
                    .isInstanceOfSatisfying(Delivery.Refused.class, refused -> {
                        assertThat(refused.reason()).isEqualTo("unproven-range");
                        assertThat(refused.detail())
                                .as("what to do while agents are updated")
                                .contains("before version 0.2")
                                .contains("unprovenPacks = taken")
                                .contains("rejected replay --reason unproven-range");
                    });
        }
        for (Pack whole : List.of(
                pack(0, 150, 0, List.of(block, end)),
                pack(0, 150, 0, List.of(proof(0, 80), block, proof(100, 120), end)),
                pack(110, 150, 0, List.of(end)),
                pack(100, 150, 0, List.of(block, end)),
                pack(150, 150, 0, List.of()),
                pack(100, 150, 50, List.of(proof(64, 100))),
                pack(0, 150, 50, List.of(block)),
                pack(0, 150, 150, List.of()))) {
            assertThat(judge(strict, whole)).isEqualTo(new Delivery.OfPack(whole));
        }
        assertThat(signed("web1", pack(0, 150, 0, List.of()))).isInstanceOf(Delivery.OfPack.class);
    }

    /** Who says so could hide all that a log is still to bring. */
    @Test
    void thatBytesWereDestroyedIsBelievedOnlyBehindBytesThatAreProven() {
        Intake strict = new Intake(Optional.empty(), false, Duration.ofMinutes(10), new Notices(log::add));

        for (Pack lacking : List.of(
                pack(100, 150, 50, List.of()),
                pack(100, 1L << 52, 1, List.of()),
                pack(100, 1L << 52, (1L << 52) - 100, List.of()),
                pack(100, 150, 20, List.of(proof(100, 150))),
                pack(0, 150, 50, List.of(proof(0, 80))),
                pack(0, 150, 20, List.of(proof(100, 130))))) {
            assertThat(judge(strict, lacking)).as(lacking.toString()).isInstanceOf(Delivery.Refused.class);
        }
    }

    @Test
    void whatLiesBeforeAnAgentsBeginningNeedsAProofAtItsEndOnly() {
        Intake strict = new Intake(Optional.empty(), false, Duration.ofMinutes(10), new Notices(log::add));
        Proof end = proof(100, 150);

        Pack begun = pack(0, 150, 0, 120, List.of(end));
        assertThat(judge(strict, begun)).isEqualTo(new Delivery.OfPack(begun));
        for (Pack lacking : List.of(
                pack(0, 150, 0, 120, List.of()),
                pack(0, 150, 0, 80, List.of(end)),
                pack(0, 150, 0, 120, List.of(proof(0, 120))),
                pack(10, 150, 0, 120, List.of(end)))) {
            assertThat(judge(strict, lacking)).as(lacking.toString()).isInstanceOf(Delivery.Refused.class);
        }
    }

    @Test
    void whatIsTooLargeForThisHeapIsKeptWholeWithItsHeadersAndTakesNothing() {
        WireEvent event = TrackingEventCodec.encode(pack, Compression.GZIP);
        Intake small = new Intake(Optional.empty(), true, Duration.ofMinutes(10), new Notices(log::add), 10);
        Intake strict = new Intake(Optional.empty(), false, Duration.ofMinutes(10), new Notices(log::add), 10);

        assertThat(small.judge(event.headers(), event.body(), NOW))
                .isInstanceOfSatisfying(Delivery.Oversized.class, large -> {
                    assertThat(large.reason()).isEqualTo("oversized-event");
                    assertThat(large.detail()).contains("rejected replay --reason oversized-event", "TRACKREPLAY_HEAP");
                    assertThat(large.headers()).isEqualTo(event.headers());
                    assertThat(large.body()).isEqualTo(event.body());
                    assertThat(large.believed()).isTrue();
                });
        assertThat(strict.judge(event.headers(), event.body(), NOW))
                .isInstanceOfSatisfying(Delivery.Oversized.class, large -> {
                    assertThat(large.reason()).isEqualTo("unproven-range");
                    assertThat(large.believed()).isFalse();
                });
    }

    @Test
    void whatAnOlderAgentMaySendHasRoomWhereTheHeapAllowsIt() {
        assertThat(Intake.room(64L << 20)).isEqualTo(16L << 20);
        assertThat(Intake.room(256L << 20)).isEqualTo(32L << 20);
        assertThat(Intake.room(1200L << 20)).isEqualTo(100L << 20);
    }

    private static Proof proof(long blockStart, long boundary) {
        return new Proof(blockStart, boundary, "0".repeat(32));
    }

    private Pack pack(long start, long end, long lost, List<Proof> proofs) {
        return pack(start, end, lost, 0, proofs);
    }

    private Pack pack(long start, long end, long lost, long beforeStart, List<Proof> proofs) {
        return new Pack(
                new PackHeader(
                                pack.header().file(),
                                start,
                                end,
                                PackHeader.Reading.of(0, "frontend", "/matomo.php"),
                                PackHeader.Promise.NONE)
                        .with(PackHeader.Unread.of(beforeStart, lost))
                        .withProofs(proofs),
                List.of());
    }

    @Test
    void aThousandPromisesForTheFutureAreOneSentenceAMinute() {
        Pack forged = new Pack(pack.header().withWatermark(OptionalLong.of(Long.MAX_VALUE)), List.of());
        WireEvent event = TrackingEventCodec.encode(forged, Compression.NONE);
        for (int i = 0; i < 1000; i++) {
            open.judge(event.headers(), event.body(), NOW + i);
        }
        open.judge(event.headers(), event.body(), NOW + 60_000);

        assertThat(log).hasSize(2);
        assertThat(log.get(1)).contains("And 999 more of this kind");
    }

    private static Delivery judge(Intake intake, Pack pack) {
        WireEvent event = TrackingEventCodec.encode(pack, Compression.GZIP);
        return intake.judge(event.headers(), event.body(), NOW);
    }

    private Delivery signed(String keyOf, Pack pack) {
        WireEvent event = TrackingEventCodec.encode(pack, Compression.GZIP);
        Map<String, String> headers = new HashMap<>(event.headers());
        PackSignature.sign(headers, event.body(), KEYS.signing(keyOf).orElseThrow());
        return guarded.judge(headers, event.body(), NOW);
    }
}
