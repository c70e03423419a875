/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.ReplayOrder;
import io.github.trackreplay.order.TakenRanges;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is remembered of streams of which many have been named. */
class QuietStreamsTest {
    private static final long IDLE = 60_000;

    private final ReplayOrder order = new ReplayOrder(600_000);
    private final QuietStreams quiet = new QuietStreams(Duration.ofMillis(IDLE));
    private long ids = 1;
    private long now = 1_000_000_000;

    private void bring(Pack pack, long watermark) {
        FileTrack file = order.file(pack.header().file(), () -> ids++, now);
        order.take(file, new ByteRange(pack.header().start(), pack.header().end()), watermark, true, now);
        quiet.note(List.of(new Delivery.OfPack(pack)), now);
        quiet.promise(order, now);
    }

    private PipelinePackBuilder stream(String name) {
        return new PipelinePackBuilder(name).readAt(now);
    }

    private void request(String name) {
        bring(stream(name).request(now, PipelinePackBuilder.id(name + now)).pack(), now);
    }

    @Test
    void namesThatBringNothingAnyMoreAreForgotten() {
        for (int i = 0; i < 5_000; i++) {
            request("made-up-" + i);
            now += 1_000;
        }
        assertThat(quiet.remembered()).isLessThanOrEqualTo((int) (IDLE / 1_000) + 1);
    }

    @Test
    void namesOfWhichOnlyWhatCannotBeReadHasComeAreForgottenWithTheirPromise() {
        for (int i = 0; i < 5_000; i++) {
            bring(stream("made-up-" + i).unreadable().pack(), TakenRanges.NO_WATERMARK);
            now += 1_000;
        }
        // waited for are those of the ten minutes after which the next minute of grace has passed
        assertThat(quiet.remembered()).isLessThanOrEqualTo(2 * 660);
        assertThat(order.streams())
                .filteredOn(s -> s.watermark() == TakenRanges.NO_WATERMARK)
                .hasSizeLessThanOrEqualTo(660);
    }

    @Test
    void oneThatWasForgottenIsQuietStill() {
        request("web1");
        now += 2 * IDLE;
        request("web2");
        assertThat(quiet.remembered()).isEqualTo(1);
        assertThat(order.find("web1").orElseThrow().watermark()).isEqualTo(now - IDLE);
        request("web1");
        assertThat(quiet.remembered()).isEqualTo(2);
        now += IDLE / 2;
        quiet.promise(order, now);
        assertThat(order.find("web1").orElseThrow().watermark()).isEqualTo(now - IDLE / 2);
    }
}
