/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.OrderKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Streams that nobody lists and that are new, beside one that is listed. */
class NewcomersTest {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long MAX_HOLD = 10 * MINUTE;
    private static final long BEHIND = MAX_HOLD / Newcomers.SHARE;

    /** An order, and what streams bring of one log each. */
    private static final class World {
        final Newcomers newcomers = new Newcomers(MAX_HOLD);
        ReplayOrder order = new ReplayOrder(MAX_HOLD, Set.of(), ToCome.UNKNOWN, newcomers);
        final List<Passed> passed = new ArrayList<>();
        final Map<String, Long> lines = new LinkedHashMap<>();
        long ids = 1;
        long now = 1_000 * HOUR;

        World() {
            order.stream("web1", () -> ids++, now).expect();
        }

        void bring(String stream, long time) {
            LogFile log = new LogFile(stream, new Fingerprint("1".repeat(64)), 1, Optional.empty());
            FileTrack file = order.file(log, () -> ids++, now);
            long line = lines.merge(stream, 1L, Long::sum);
            order.take(file, new ByteRange(100 * (line - 1), 100 * line), time, true, now);
        }

        /** Time goes on, the listed stream with it. */
        void pass(long millis) {
            now += millis;
            bring("web1", now);
            passed.addAll(order.passOverdue(now));
        }

        /** By how much the order lies behind the present. */
        long behind() {
            return now - order.bound().time();
        }

        List<Passed.Newcomer> spent() {
            return passed.stream()
                    .filter(Passed.Newcomer.class::isInstance)
                    .map(Passed.Newcomer.class::cast)
                    .toList();
        }
    }

    private final World world = new World();

    /** One name after another, each with a request of long ago. */
    @Test
    void inventedNamesHoldOthersForMaxHoldAllTogether() {
        long held = 0;
        for (int name = 0; name < 100; name++) {
            world.bring("made-up-" + name, world.now - 50 * HOUR);
            for (int second = 0; second < 60; second++) {
                world.pass(SECOND);
                held += world.behind() > BEHIND ? SECOND : 0;
            }
        }

        assertThat(held).isBetween(MAX_HOLD, MAX_HOLD + BEHIND);
        assertThat(world.spent()).singleElement().satisfies(spent -> {
            assertThat(spent.stream()).startsWith("made-up-");
            assertThat(spent.newcomers()).isEqualTo(11);
        });
    }

    @Test
    void whoKeepsUpIsWaitedForAlsoWhenTheBudgetIsUsedUp() {
        world.bring("made-up", world.now - HOUR);
        for (int second = 0; second < 700; second++) {
            world.bring("new", world.now - 5 * SECOND);
            world.bring("made-up", world.now - HOUR);
            world.pass(SECOND);
        }

        assertThat(world.spent()).hasSize(1);
        assertThat(world.order.bound().holder()).contains("new");
        assertThat(world.behind()).isEqualTo(6 * SECOND);
    }

    @Test
    void aListedOneIsWaitedForAsBefore() {
        world.order.stream("web2", () -> world.ids++, world.now).expect();
        world.bring("made-up", world.now - HOUR);
        for (int second = 0; second < 580; second++) {
            world.pass(SECOND);
        }
        assertThat(world.order.bound().holder()).contains("web2");
        assertThat(world.spent()).isEmpty();
    }

    @Test
    void oneThatIsKnownForADayIsWaitedForByItself() {
        for (long minute = 0; minute < 24 * 60; minute++) {
            world.bring("web2", world.now);
            world.pass(MINUTE);
        }
        for (int minute = 0; minute < 11; minute++) {
            world.bring("made-up", world.now - HOUR);
            world.bring("web2", world.now);
            world.pass(MINUTE);
        }
        assertThat(world.spent()).hasSize(1);
        long silentFrom = world.now;
        for (int minute = 0; minute < 9; minute++) {
            world.pass(MINUTE);
        }
        assertThat(world.order.bound().time()).isEqualTo(silentFrom - MINUTE);
        assertThat(world.order.bound().holder()).contains("web2");
    }

    @Test
    void newcomersAloneWaitForEachOther() {
        World fresh = new World();
        fresh.order = new ReplayOrder(MAX_HOLD, Set.of(), ToCome.UNKNOWN, fresh.newcomers);
        for (int second = 0; second < 1_200; second++) {
            fresh.now += SECOND;
            fresh.bring("web1", fresh.now);
            fresh.bring("web2", fresh.now - 5 * MINUTE);
            fresh.passed.addAll(fresh.order.passOverdue(fresh.now));
        }
        assertThat(fresh.passed).isEmpty();
        assertThat(fresh.order.bound().holder()).contains("web2");
    }

    @Test
    void whatIsRememberedOfThemOutlivesTheOrder() {
        inventedNamesHoldOthersForMaxHoldAllTogether();
        StreamOrder listed = world.order.find("web1").orElseThrow();
        StreamOrder invented = world.order.find("made-up-99").orElseThrow();
        world.order = new ReplayOrder(MAX_HOLD, Set.of(), ToCome.UNKNOWN, world.newcomers);
        world.order.add(listed, world.now);
        world.order.add(invented, world.now);
        world.bring("made-up-99", world.now - 49 * HOUR);
        world.pass(SECOND);

        assertThat(world.behind()).isLessThanOrEqualTo(BEHIND);
    }

    @Test
    void oneThatIsMadeAtAnotherCollectorIsANewcomerHere() {
        World other = new World();
        other.bring("made-up", other.now - HOUR);
        world.order.addNew(other.order.find("made-up").orElseThrow(), world.now);
        for (int second = 0; second <= 600; second++) {
            world.bring("made-up", world.now - HOUR);
            world.pass(SECOND);
        }
        assertThat(world.spent()).hasSize(1);
    }

    @Test
    void anIdleOrderLooksAgainInTime() {
        world.bring("made-up", world.now - HOUR);
        world.pass(SECOND);
        for (int looks = 0; looks < 12 && world.spent().isEmpty(); looks++) {
            assertThat(world.order.overdueAfter()).isLessThanOrEqualTo(world.now + BEHIND);
            world.now = world.order.overdueAfter() + 1;
            world.bring("web1", world.now);
            world.bring("made-up", world.now - HOUR);
            world.passed.addAll(world.order.passOverdue(world.now));
        }
        assertThat(world.spent()).hasSize(1);
    }

    @Property(tries = 50)
    void whateverIsMadeUpNobodyIsHeldLongerAndNoListedStreamIsPassedBy(@ForAll long seed) {
        Random random = new Random(seed);
        World any = new World();
        any.order.stream("web2", () -> any.ids++, any.now).expect();
        long begin = any.now;
        long held = 0;
        long slow = any.now;
        for (int step = 0; step < 2_000; step++) {
            for (int made = random.nextInt(3); made > 0; made--) {
                any.bring("made-up-" + random.nextInt(40), any.now - (long) (random.nextDouble() * HOUR));
            }
            slow = Math.max(slow, any.now - random.nextInt(30_000));
            any.bring("web2", slow);
            any.pass(random.nextInt(30_000));

            OrderKey bound = any.order.bound().key().orElseThrow();
            assertThat(bound.time()).isLessThanOrEqualTo(slow);
            assertThat(any.order.find("web2").orElseThrow().passed()).isFalse();
            held += slow - bound.time() > BEHIND ? 15_000 : 0;
        }
        long refilled = (any.now - begin) / Newcomers.REFILL;
        assertThat(held).isLessThanOrEqualTo(2 * (MAX_HOLD + refilled + BEHIND));
    }
}
