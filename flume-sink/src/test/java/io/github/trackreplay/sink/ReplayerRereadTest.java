/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackerPaths;
import io.github.trackreplay.event.TrackingRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lines that other tracker paths made skipped are judged when they are read again with the right ones, each once. */
class ReplayerRereadTest {
    private static final long LINE = FrontendLog.LINE;
    private static final LogFile FILE = new LogFile("web1", FrontendLog.fingerprint("web1", 1), 1, Optional.empty());

    private final EngineFixture fixture = new EngineFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static TrackingRequest call(int line, String path) {
        return call(line, path, 1, 200);
    }

    private static TrackingRequest call(int line, String path, int site, int status) {
        return new TrackingRequest(
                new TrackingRequest.Line(line * LINE, LINE),
                1000 + line,
                new TrackingRequest.Call(
                        "GET", path, "idsite=" + site + "&rec=1", Optional.empty(), Optional.empty(), status),
                new TrackingRequest.Client("203.0.113.7", "Mozilla/5.0", "", "de", Map.of()));
    }

    /** What source and interceptor make of some lines, each a call of a path, when these paths are declared. */
    private static Pack pack(List<String> lines, int from, int to, String paths) {
        TrackerPaths declared = TrackerPaths.of(paths);
        List<PackEntry> entries = new ArrayList<>();
        for (int i = from; i < to; i++) {
            if (declared.matches(lines.get(i))) {
                entries.add(call(i, lines.get(i)));
            }
        }
        return pack(from, to, paths, entries);
    }

    private List<Long> places() {
        return fixture.list("SELECT place FROM applied ORDER BY place").stream()
                .map(Long::valueOf)
                .toList();
    }

    private static List<Delivery> again(Pack pack) {
        return List.of(new Delivery.Reread(pack));
    }

    @Test
    void linesOfAPathThatWasNotDeclaredAreAppliedOnceAndTheOthersAreNot() throws Exception {
        List<String> lines = List.of("/a.php", "/b.php", "/a.php", "/b.php");
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(pack(lines, 0, 4, "/a.php")));
        assertThat(places()).containsExactly(0L, 2 * LINE);

        CommitSummary first = engine.replay(again(pack(lines, 0, 4, "/a.php /b.php")));
        CommitSummary second = engine.replay(again(pack(lines, 0, 4, "/a.php /b.php")));
        CommitSummary other = fixture.engine(ReplayPolicy.DEFAULT).replay(again(pack(lines, 0, 4, "/b.php")));

        assertThat(first.counts().recorded()).isEqualTo(2);
        assertThat(second.counts().recorded() + other.counts().recorded()).isZero();
        assertThat(places()).containsExactly(0L, LINE, 2 * LINE, 3 * LINE);
        assertThat(fixture.number("SELECT applied_bytes FROM matomo_trackreplay_file"))
                .isEqualTo(4 * LINE);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void whatWasReadBeforeTheSettingWasMendedIsToldFromWhatWasReadAfterwards() throws Exception {
        List<String> lines = List.of("/a.php", "/b.php", "/a.php", "/b.php");
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(pack(lines, 0, 2, "/a.php")));
        engine.replay(EngineFixture.of(pack(lines, 2, 4, "/b.php")));
        assertThat(places()).containsExactly(0L, 3 * LINE);

        engine.replay(again(pack(lines, 0, 4, "/b.php")));
        assertThat(places()).containsExactly(0L, LINE, 3 * LINE);
        engine.replay(again(pack(lines, 0, 4, "/a.php")));
        assertThat(places()).containsExactly(0L, LINE, 2 * LINE, 3 * LINE);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void aCopyThatIsReadWithOtherPathsChangesNothing() throws Exception {
        List<String> lines = List.of("/a.php", "/b.php");
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(pack(lines, 0, 2, "/a.php")));
        engine.replay(EngineFixture.of(pack(lines, 0, 2, "/b.php")));

        engine.replay(again(pack(lines, 0, 2, "/a.php /b.php")));

        assertThat(places()).containsExactly(0L, LINE);
    }

    @Test
    void whatIsNotTakenYetIsLeftToWhoeverTakesIt() throws Exception {
        List<String> lines = List.of("/b.php", "/b.php", "/b.php");
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        engine.replay(EngineFixture.of(pack(lines, 0, 1, "/a.php")));

        engine.replay(again(pack(lines, 0, 3, "/b.php")));
        assertThat(places()).containsExactly(0L);

        engine.replay(EngineFixture.of(pack(lines, 1, 3, "/a.php")));
        engine.replay(again(pack(lines, 0, 3, "/b.php")));
        assertThat(places()).containsExactly(0L, LINE, 2 * LINE);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void aLineThatIsRejectedAlreadyIsLeftToItsRow() throws Exception {
        List<String> lines = List.of("/a.php");
        Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
        Pack rejected = new Pack(
                pack(lines, 0, 1, "/x.php").header(),
                List.of(new RejectedLine(0, LINE, "no-time", "", "GET /a.php?ref=/x.php".getBytes(UTF_8))));
        engine.replay(EngineFixture.of(rejected));

        engine.replay(again(pack(lines, 0, 1, "/a.php")));

        assertThat(places()).isEmpty();
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void aLogThatTheLedgerDoesNotKnowIsRefused() {
        assertThatThrownBy(() ->
                        fixture.engine(ReplayPolicy.DEFAULT).replay(again(pack(List.of("/a.php"), 0, 1, "/a.php"))))
                .hasMessageContaining("Import it");
    }

    private static Pack pack(int from, int to, String paths, List<PackEntry> entries) {
        return new Pack(
                new PackHeader(
                        FILE,
                        from * LINE,
                        to * LINE,
                        PackHeader.Reading.of(0, "host", paths),
                        PackHeader.Promise.of(5000, 0)),
                entries);
    }

    /** Lines alternate between two statuses, and by pairs between two sites. */
    private static Pack answered(int from, int to, String paths) {
        List<PackEntry> entries = new ArrayList<>();
        for (int i = from; i < to; i++) {
            entries.add(call(i, "/a.php", 1 + i / 2 % 2, i % 2 == 0 ? 200 : 503));
        }
        return pack(from, to, paths, entries);
    }

    private Replayer taking(String statuses, String sites) {
        return fixture.engine(ReplayPolicy.DEFAULT.with(
                p -> p.statuses(Statuses.parse(statuses)).sites(SiteFilter.of(sites))));
    }

    private Replayer command() {
        return taking("all", "");
    }

    private static List<Delivery> again(Pack pack, String statuses, String sites) {
        return List.of(new Delivery.Reread(
                pack,
                Optional.of(statuses).filter(text -> !text.isEmpty()).map(Statuses::parse),
                Optional.of(sites)
                        .filter(text -> !text.isEmpty())
                        .map(text -> text.equals("all") ? SiteFilter.ALL : SiteFilter.of(text)),
                Optional.empty(),
                Long.MIN_VALUE));
    }

    @Test
    void whatTheStatusesLeftOutIsAppliedOnceAndWhatTheyTookIsNot() throws Exception {
        taking("5xx", "").replay(EngineFixture.of(answered(0, 4, "/a.php")));
        assertThat(places()).containsExactly(LINE, 3 * LINE);
        assertThat(skipped("status")).isEqualTo(2);

        assertThat(command().replay(again(answered(0, 4, "/a.php"))).counts().recorded())
                .as("nothing is named, so all is as it was")
                .isZero();
        CommitSummary first = command().replay(again(answered(0, 4, "/a.php"), "all", ""));
        CommitSummary second = command().replay(again(answered(0, 4, "/a.php"), "200", ""));

        assertThat(first.counts().recorded()).isEqualTo(2);
        assertThat(second.counts().recorded()).isZero();
        assertThat(places()).containsExactly(0L, LINE, 2 * LINE, 3 * LINE);
        assertThat(skipped("status")).isZero();
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void whatTheSitesLeftOutIsAppliedOnceAndOnlyTheStatusesThatWereSetThen() throws Exception {
        taking("5xx", "2").replay(EngineFixture.of(answered(0, 4, "/a.php")));
        assertThat(places()).containsExactly(3 * LINE);

        command().replay(again(answered(0, 4, "/a.php"), "", "all"));
        assertThat(places()).containsExactly(LINE, 3 * LINE);
        assertThat(skipped("other-site")).isZero();

        command().replay(again(answered(0, 4, "/a.php"), "all", "1"));
        assertThat(places()).containsExactly(0L, LINE, 3 * LINE);
        assertThat(fixture.unaccounted()).isZero();
    }

    /** Another Matomo's requests stand in the same log, under the same numbers of sites. */
    @Test
    void whateverSitesAreNamedTheHostsStayAsTheyWereUnlessTheyAreNamedToo() throws Exception {
        taking("all", "1,@one.example").replay(EngineFixture.of(called(0, 8)));
        assertThat(places()).containsExactly(0L, 4 * LINE);

        command().replay(again(called(0, 8), "", "all"));
        assertThat(places()).containsExactly(0L, 2 * LINE, 4 * LINE, 6 * LINE);
        command().replay(again(called(0, 8), "", "@two.example"));
        assertThat(places()).as("what --sites says is about sites").hasSize(4);

        command()
                .replay(List.of(new Delivery.Reread(
                        called(0, 8),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(HostFilter.ALL),
                        Long.MIN_VALUE)));
        assertThat(places()).containsExactly(0L, LINE, 2 * LINE, 4 * LINE, 5 * LINE, 6 * LINE);
        assertThat(fixture.unaccounted()).isZero();
    }

    /** Lines alternate between two hosts, and by pairs between two sites. */
    private static Pack called(int from, int to) {
        Pack pack = answered(from, to, "/a.php");
        return new Pack(
                pack.header(),
                pack.entries().stream()
                        .map(TrackingRequest.class::cast)
                        .map(r -> r.offset() / LINE % 2 == 0 ? to("one.example", r) : to("two.example", r))
                        .map(PackEntry.class::cast)
                        .toList());
    }

    private static TrackingRequest to(String host, TrackingRequest r) {
        return r.withHeaders(Map.of("host", host));
    }

    @Test
    void aLogOfWhichTheStatusesChangedOnTheWayIsToldByItsParts() throws Exception {
        taking("5xx", "").replay(EngineFixture.of(answered(0, 4, "/a.php")));
        taking("200", "").replay(EngineFixture.of(answered(4, 8, "/a.php")));
        assertThat(places()).containsExactly(LINE, 3 * LINE, 4 * LINE, 6 * LINE);

        CommitSummary again = command().replay(again(answered(0, 8, "/a.php"), "503", ""));

        assertThat(again.counts().recorded()).isEqualTo(2);
        assertThat(places()).containsExactly(LINE, 3 * LINE, 4 * LINE, 5 * LINE, 6 * LINE, 7 * LINE);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void whatAnOlderVersionTookCountsAsTakenWhateverItsStatus() throws Exception {
        taking("all", "").replay(EngineFixture.of(answered(0, 4, "/a.php")));
        fixture.database.execute("UPDATE matomo_trackreplay_file SET tracker_paths = '/a.php'");

        assertThat(command()
                        .replay(again(answered(0, 4, "/a.php"), "all", "all"))
                        .counts()
                        .recorded())
                .isZero();
        assertThat(places()).hasSize(4);
    }

    @Test
    void whatWaitsInAPackThatWasSetAsideIsLeftToThatPack() throws Exception {
        Replayer engine = taking("5xx", "");
        engine.replay(EngineFixture.of(answered(0, 2, "/a.php")));
        fixture.database.execute("UPDATE matomo_trackreplay_stream SET stopped = 1");
        taking("5xx", "").replay(EngineFixture.of(answered(2, 4, "/a.php")));

        command().replay(again(answered(2, 4, "/a.php"), "all", ""));

        assertThat(places()).containsExactly(LINE);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void whatTheFiltersLeftOutOfAResumedStreamComesBackAndNothingElse() throws Exception {
        taking("all", "").replay(EngineFixture.of(answered(0, 2, "/a.php")));
        fixture.database.execute("UPDATE matomo_trackreplay_stream SET stopped = 1");
        taking("5xx", "2").replay(EngineFixture.of(answered(0, 6, "/a.php")));
        taking("5xx", "2").replay(EngineFixture.of(answered(6, 8, "/a.php /b.php")));
        resume("5xx", "2");
        assertThat(places()).containsExactly(0L, LINE, 3 * LINE, 7 * LINE);

        CommitSummary ofSites = command().replay(again(answered(0, 8, "/a.php"), "", "all"));
        assertThat(ofSites.counts().recorded()).isEqualTo(1);
        assertThat(places()).containsExactly(0L, LINE, 3 * LINE, 5 * LINE, 7 * LINE);

        command().replay(again(answered(0, 8, "/a.php"), "all", "all"));
        CommitSummary again = command().replay(again(answered(0, 8, "/a.php"), "all", "all"));
        assertThat(again.counts().recorded()).isZero();
        assertThat(places()).hasSize(8);
        assertThat(skipped("status") + skipped("other-site")).isZero();
        assertThat(fixture.unaccounted()).isZero();
    }

    private void resume(String statuses, String sites) throws Exception {
        fixture.database.execute(
                "UPDATE matomo_trackreplay_stream SET stopped = 2; UPDATE matomo_trackreplay_progress SET commit_no = commit_no + 1");
        Replayer engine = taking(statuses, sites);
        while (fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_aside") > 0) {
            engine.tick();
        }
        engine.tick();
    }

    @Test
    void aListOfThousandsOfSitesIsKeptOnceAndTellsWhatItLeftOut() throws Exception {
        String sites = "2" + IntStream.range(1000, 9000).mapToObj(n -> "," + n).collect(Collectors.joining());
        taking("5xx", sites).replay(EngineFixture.of(answered(0, 4, "/a.php")));
        taking("5xx", sites).replay(EngineFixture.of(answered(4, 8, "/a.php")));
        assertThat(places()).containsExactly(3 * LINE, 7 * LINE);
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_setting"))
                .isEqualTo(1);
        assertThat(fixture.number("SELECT MAX(LENGTH(tracker_paths)) FROM matomo_trackreplay_file"))
                .isLessThan(200);

        assertThat(command()
                        .replay(again(answered(0, 8, "/a.php"), "", sites))
                        .counts()
                        .recorded())
                .isZero();
        assertThat(command()
                        .replay(again(answered(0, 8, "/a.php"), "", "1"))
                        .counts()
                        .recorded())
                .isEqualTo(2);
        assertThat(places()).containsExactly(LINE, 3 * LINE, 5 * LINE, 7 * LINE);
        assertThat(fixture.unaccounted()).isZero();
    }

    private long skipped(String reason) throws Exception {
        return fixture.number(
                "SELECT COALESCE(SUM(requests), 0) FROM matomo_trackreplay_counter WHERE outcome = 'skipped'"
                        + " AND reason = '" + reason + "'");
    }

    /**
     * Any taking in any packs with any paths, then any rereading: each line once, if anybody ever declared its path. What is booked as
     * destroyed before it comes has been judged by nobody.
     */
    @Test
    void inRandomHistoriesEachLineIsAppliedOnceIfItsPathWasEverDeclaredForIt() throws Exception {
        List<String> all = List.of("/a.php", "/b.php", "/c.php");
        for (int seed = 0; seed < 60; seed++) {
            fixture.reset();
            Random random = new Random(seed);
            int size = 3 + random.nextInt(20);
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                lines.add(all.get(random.nextInt(3)));
            }
            String[] judgedWith = new String[size];
            Arrays.fill(judgedWith, "");
            List<Delivery> history = new ArrayList<>();
            List<int[]> cuts = cuts(random, size);
            Collections.shuffle(cuts, random);
            boolean[] taken = new boolean[size];
            for (int[] cut : cuts) {
                String paths = some(random, all);
                if (random.nextInt(4) == 0) {
                    history.add(new Delivery.OfPack(destroyed(cut[0], Math.min(size, cut[1] + 2), some(random, all))));
                    history.add(new Delivery.Reread(pack(lines, 0, size, paths)));
                    for (int i = 0; i < size; i++) {
                        judgedWith[i] += taken[i] ? " " + paths : "";
                    }
                }
                history.add(new Delivery.OfPack(pack(lines, cut[0], cut[1], paths)));
                for (int i = cut[0]; i < cut[1]; i++) {
                    judgedWith[i] += taken[i] ? "" : " " + paths;
                    taken[i] = true;
                }
                if (random.nextInt(3) == 0) {
                    int from = random.nextInt(size);
                    int to = from + 1 + random.nextInt(size - from);
                    String more = some(random, all);
                    history.add(new Delivery.Reread(pack(lines, from, to, more)));
                    for (int i = from; i < to; i++) {
                        judgedWith[i] += taken[i] ? " " + more : "";
                    }
                }
            }

            run(random, history);

            TreeSet<Long> expected = new TreeSet<>();
            for (int i = 0; i < size; i++) {
                if (!judgedWith[i].isBlank() && TrackerPaths.of(judgedWith[i]).matches(lines.get(i))) {
                    expected.add(i * LINE);
                }
            }
            assertThat(places()).as("seed %s", seed).containsExactlyElementsOf(expected);
            assertThat(fixture.unaccounted()).as("seed %s", seed).isZero();
        }
    }

    private static Pack destroyed(int from, int to, String paths) {
        long lost = (to - from) * LINE;
        return new Pack(
                new PackHeader(
                                FILE,
                                from * LINE,
                                to * LINE,
                                PackHeader.Reading.of(0, "host", paths),
                                PackHeader.Promise.NONE)
                        .with(PackHeader.Unread.of(0, lost)),
                List.of());
    }

    private static List<int[]> cuts(Random random, int size) {
        List<int[]> cuts = new ArrayList<>();
        for (int from = 0; from < size; ) {
            int to = Math.min(size, from + 1 + random.nextInt(5));
            cuts.add(new int[] {from, to});
            if (random.nextInt(4) == 0) {
                cuts.add(new int[] {Math.max(0, from - 1), Math.min(size, to + 1)});
            }
            from = to;
        }
        return cuts;
    }

    private static String some(Random random, List<String> all) {
        int bits = 1 + random.nextInt(7);
        List<String> some = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            if ((bits & 1 << i) != 0) {
                some.add(all.get(i));
            }
        }
        return String.join(" ", some);
    }

    /** In transactions of any size, by any of two engines. */
    private void run(Random random, List<Delivery> history) throws Exception {
        List<Replayer> engines = List.of(
                fixture.engine("one", ReplayPolicy.DEFAULT, fixture.connections()),
                fixture.engine("two", ReplayPolicy.DEFAULT, fixture.connections()));
        for (int from = 0; from < history.size(); ) {
            int to = from + 1;
            while (to < history.size() && packs(history, from, to + 1) && random.nextInt(2) == 0) {
                to++;
            }
            engines.get(random.nextInt(2)).replay(history.subList(from, to));
            from = to;
        }
        engines.get(0)
                .replay(List.of(new Delivery.OfPack(new Pack(
                        new PackHeader(
                                FILE,
                                0,
                                0,
                                PackHeader.Reading.of(0, "host", "/a.php"),
                                PackHeader.Promise.of(Long.MAX_VALUE, 0)),
                        List.of()))));
    }

    /** What is read again comes by itself, from a command. */
    private static boolean packs(List<Delivery> history, int from, int to) {
        return history.subList(from, to).stream().allMatch(Delivery.OfPack.class::isInstance);
    }

    @ParameterizedTest
    @EnumSource(FaultyConnections.Fault.class)
    void aFaultAtAnyStepAppliesOnceAllTheSame(FaultyConnections.Fault fault) throws Exception {
        List<String> lines = List.of("/a.php", "/b.php", "/b.php");
        boolean fired = true;
        int steps = 0;
        for (; fired; steps++) {
            fixture.reset();
            fixture.engine(ReplayPolicy.DEFAULT).replay(EngineFixture.of(pack(lines, 0, 2, "/a.php")));
            FaultyConnections faulty = new FaultyConnections(fixture.connections(), steps, fault);
            Replayer engine = fixture.engine("two", ReplayPolicy.DEFAULT, faulty);

            engine.replay(again(pack(lines, 0, 2, "/b.php")));
            engine.replay(EngineFixture.of(pack(lines, 2, 3, "/b.php")));

            fired = faulty.fired();
            assertThat(places()).as("step %s", steps).containsExactly(0L, LINE, 2 * LINE);
            assertThat(fixture.unaccounted()).as("step %s", steps).isZero();
        }
        assertThat(steps).isGreaterThan(10);
    }
}
