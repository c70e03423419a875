/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.WholeProof;
import io.github.trackreplay.source.checkpoint.Positions;
import io.github.trackreplay.source.tail.Histories.Step;
import io.github.trackreplay.source.tail.World.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of a server's log, a rotator and a reader against a {@link World}: every complete line comes once, as it
 * was written; ranges join without gaps and add up to the files' sizes; destroyed bytes are counted.
 */
class RandomHistoryTest {
    private static final int MAX_LINE = 60;

    enum Action {
        CALL,
        CALLS,
        PAGE,
        PARTIAL,
        LINE_END,
        CARRIAGE_RETURN,
        MULTI_BYTE,
        COMMENT,
        EMPTY,
        OVERLONG,
        RENAME,
        RENAME_AND_CREATE,
        COPYTRUNCATE,
        COPYTRUNCATE_RACING,
        DELETE,
        DELETE_AND_CREATE,
        TRUNCATE,
        DELETE_OLDEST,
        COMPRESS,
        COMPRESS_WATCHED,
        POLL,
        POLL_AND_REWIND,
        WAIT,
        RESTART,
        DOWN,
        CRASH
    }

    private final Histories<Action> inMemory =
            new Histories<>("any histories", Action.class, RandomHistoryTest::random, RandomHistoryTest::run);

    @Provide
    Arbitrary<List<Tuple2<Action, Integer>>> histories() {
        Arbitrary<Action> actions = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of(Action.CALL, Action.CALLS, Action.PAGE)),
                Tuple.of(4, Arbitraries.of(Action.POLL)),
                Tuple.of(10, Arbitraries.of(Action.class)));
        return Combinators.combine(actions, Arbitraries.integers().between(0, 9))
                .as(Tuple::of)
                .list()
                .ofMinSize(5)
                .ofMaxSize(60);
    }

    @Tag("slow")
    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    void everyCompleteLineComesOnceAndEveryByteIsAccountedFor(
            @ForAll("histories") List<Tuple2<Action, Integer>> history) throws IOException {
        List<Step<Action>> steps = history.stream()
                .map(step -> new Step<>(step.get1(), step.get2()))
                .toList();
        try (Directory directory = new RealDirectory()) {
            run(directory, steps, new Histories.Told());
        }
    }

    @Test
    void soItIsInMemoryAsOftenAsItIsAskedFor() throws IOException {
        inMemory.inMemory();
    }

    /** What was written into it was seen when it was gone, later than the file was written that took its path and was renamed since. */
    @Test
    void aLogThatWasRemovedIsOlderThanTheOneThatTookItsPath() throws IOException {
        inMemory.run("COMMENT:7 POLL:7 COPYTRUNCATE:4 POLL:4 PAGE:0 DELETE:8 COMMENT:3 POLL:6 RENAME:9 CALL:3");
    }

    /**
     * Whether anything was written into a log after it was copied, and destroyed before anybody looked, shows nowhere: the empty copy is no
     * successor either way. What was removed before waits for one, and comes whole as soon as it has it.
     */
    @ParameterizedTest
    @ValueSource(strings = {"COMMENT:2", "PARTIAL:2"})
    void anEmptyCopyIsNoSuccessorOfALogThatWasRemovedBeforeItsFirstLine(String first) throws IOException {
        for (String copied : List.of("COPYTRUNCATE:2", "COPYTRUNCATE_RACING:2")) {
            String history = first + " POLL:9 DELETE_AND_CREATE:2 " + copied + " POLL:0 DELETE:6";
            inMemory.run(history);
            inMemory.run(history + " CALL:1 POLL:1");
        }
    }

    /** As {@link #histories} makes them. */
    private static List<Step<Action>> random(Random random) {
        List<Step<Action>> steps = new ArrayList<>();
        for (int left = 5 + random.nextInt(56); left > 0; left--) {
            int kind = random.nextInt(20);
            Action action = kind < 6
                    ? Action.values()[random.nextInt(3)]
                    : kind < 10 ? Action.POLL : Action.values()[random.nextInt(Action.values().length)];
            steps.add(new Step<>(action, random.nextInt(10)));
        }
        return steps;
    }

    private static void run(Directory directory, List<Step<Action>> steps, Histories.Told told) throws IOException {
        try (Run run = new Run(directory, told)) {
            for (Step<Action> step : steps) {
                run.step(step.action(), step.n());
            }
            run.up();
            run.later();
            run.check();
        }
    }

    /** One history. */
    private static final class Run implements AutoCloseable {
        private final Directory directory;
        private final Histories.Told told;
        private final World world;
        private final List<Positions> saved = new ArrayList<>();
        private final List<RawPack> packs = new ArrayList<>();
        private TailReader reader;
        private boolean crashed;
        private int line;
        private int rotationsUnseen;
        private boolean deletionUnseen;
        /** A file was removed among other rotations that nobody watched: its place in the order cannot be known. */
        private boolean orderUnknowable;

        Run(Directory directory, Histories.Told told) {
            this.directory = directory;
            this.told = told;
            this.world = new World(directory);
            start(Optional.empty());
        }

        private void start(Optional<Positions> positions) {
            TailSettings defaults = TailSettings.defaults("test");
            TailSettings settings = new TailSettings(
                    defaults.trackerPaths(),
                    "test",
                    500,
                    MAX_LINE,
                    defaults.disorder(),
                    defaults.finalAfter(),
                    defaults.heartbeat());
            reader = new TailReader(
                    new TailReaderConfig(
                            "web1",
                            new TailReaderConfig.FileAccess(directory.finder("access.log"), directory.disk()),
                            new StartAt.Beginning(),
                            settings,
                            new TailReaderConfig.Clocks(() -> world.now, () -> world.now),
                            Run::time,
                            told.noting(TailListener.SILENT)),
                    positions);
        }

        void step(Action action, int n) throws IOException {
            watchOrder(action);
            switch (action) {
                case CALL -> append(call() + "\n");
                case CALLS -> {
                    for (int i = 0; i <= n; i++) {
                        append(call() + (i % 3 == 0 ? "\r\n" : "\n"));
                    }
                }
                case PAGE -> append("GET /page?" + line++ + "\n");
                case PARTIAL -> append(call().substring(0, 15 + n));
                case LINE_END -> append("\n");
                case CARRIAGE_RETURN -> append("\r");
                case MULTI_BYTE -> append("GET /Matomo.PHP?äöü€𝄞" + line++ + "\n");
                case COMMENT -> append("#Fields: a b " + line++ + "\n");
                case EMPTY -> append("\r\n\n");
                case OVERLONG -> append(line++ + "x".repeat(MAX_LINE - 3 + n) + (n % 2 == 0 ? "\n" : ""));
                case RENAME -> world.renameAndCreate(false);
                case RENAME_AND_CREATE -> world.renameAndCreate(true);
                case COPYTRUNCATE -> copytruncate(false);
                case COPYTRUNCATE_RACING -> copytruncate(n % 2 == 0);
                case DELETE -> world.deleteAndCreate(false);
                case DELETE_AND_CREATE -> world.deleteAndCreate(true);
                case TRUNCATE -> truncate();
                case DELETE_OLDEST -> world.deleteOldest();
                case COMPRESS -> world.compress(n, () -> {});
                case COMPRESS_WATCHED -> world.compress(n, this::poll);
                case POLL -> poll();
                case POLL_AND_REWIND -> pollAndRewind();
                case WAIT -> {
                    poll();
                    world.now = world.now.plusSeconds(7);
                    poll();
                }
                case RESTART -> {
                    down();
                    up();
                }
                case DOWN -> down();
                case CRASH -> crash(n);
            }
        }

        private void watchOrder(Action action) {
            switch (action) {
                case RENAME, RENAME_AND_CREATE, COPYTRUNCATE, COPYTRUNCATE_RACING, TRUNCATE -> rotationsUnseen++;
                case DELETE, DELETE_AND_CREATE -> {
                    rotationsUnseen++;
                    deletionUnseen = true;
                }
                case DELETE_OLDEST -> deletionUnseen = true;
                default -> {}
            }
            orderUnknowable |= deletionUnseen && rotationsUnseen > 1;
        }

        /** Lines begin with an ascending number. */
        private static OptionalLong time(byte[] bytes, int from, int to) {
            long time = 0;
            int i = from;
            for (; i < to && Character.isDigit(bytes[i]); i++) {
                time = 10 * time + bytes[i] - '0';
            }
            return i > from ? OptionalLong.of(time) : OptionalLong.empty();
        }

        private String call() {
            return line++ + " GET /matomo.php?idsite=1";
        }

        /** Appends; no two documents begin with the same line, for such are told apart in tests of their own. */
        private void append(String text) throws IOException {
            boolean begins = !world.hasLive()
                    || new String(world.live().content(), StandardCharsets.UTF_8)
                            .lines()
                            .allMatch(l -> l.startsWith("#"));
            boolean unique = text.startsWith("#") || Character.isDigit(text.charAt(0));
            String whole = begins && !unique ? line++ + text : text;
            world.append(whole.getBytes(StandardCharsets.UTF_8));
        }

        private void copytruncate(boolean racing) throws IOException {
            if (world.hasLive()) {
                int copied = world.live().length();
                world.copy();
                if (racing) {
                    poll();
                    append(call() + "\n");
                }
                world.truncate(Math.max(copied, accounted(world.live())));
            }
        }

        private void truncate() throws IOException {
            if (world.hasLive()) {
                world.truncate(accounted(world.live()));
            }
        }

        private int accounted(Document document) {
            List<Fingerprint> own = fingerprints(document);
            return packs.stream()
                    .filter(pack -> own.contains(pack.header().file().fingerprint()))
                    .mapToInt(pack -> (int) pack.header().end())
                    .max()
                    .orElse(0);
        }

        void poll() {
            if (reader == null) {
                return;
            }
            world.now = world.now.plusMillis(100);
            List<RawPack> batch = reader.read(3, 2000);
            while (!batch.isEmpty()) {
                reader.commit();
                assertThat(batch).allMatch(pack -> WholeProof.holds(pack.header()));
                packs.addAll(batch);
                told.note(batch);
                saved.add(reader.positions());
                batch = reader.read(3, 2000);
            }
            saved.add(reader.positions());
            told.note(saved.get(saved.size() - 1));
            world.observed();
            rotationsUnseen = 0;
            deletionUnseen = false;
        }

        private void pollAndRewind() {
            if (reader != null) {
                world.now = world.now.plusMillis(100);
                List<RawPack> batch = reader.read(3, 2000);
                if (!batch.isEmpty()) {
                    reader.rewind();
                    assertThat(reader.read(3, 2000)).isEqualTo(batch);
                    reader.rewind();
                }
                world.glanced();
            }
        }

        private void down() {
            if (reader != null) {
                saved.add(reader.positions());
                reader.close();
                reader = null;
                world.readerDown();
            }
        }

        void up() {
            if (reader == null) {
                start(saved.isEmpty() ? Optional.empty() : Optional.of(saved.get(saved.size() - 1)));
            }
        }

        private void crash(int n) {
            if (reader != null) {
                reader.close();
                reader = null;
                world.readerDown();
                crashed = true;
                for (int i = 0; i < n && saved.size() > 1; i++) {
                    saved.remove(saved.size() - 1);
                }
                up();
            }
        }

        void later() {
            for (int i = 0; i < 2 * world.documents().size() + 3; i++) {
                poll();
                world.now = world.now.plusSeconds(61);
            }
            poll();
        }

        void check() {
            Map<Fingerprint, Document> byFingerprint = new LinkedHashMap<>();
            for (Document document : world.documents()) {
                fingerprints(document).forEach(fingerprint -> byFingerprint.putIfAbsent(fingerprint, document));
            }
            Map<Document, List<RawPack>> byDocument = new LinkedHashMap<>();
            for (RawPack pack : packs) {
                Document document = byFingerprint.get(pack.header().file().fingerprint());
                assertThat(document).as("the document of %s", pack.header()).isNotNull();
                byDocument.computeIfAbsent(document, d -> new ArrayList<>()).add(pack);
            }
            for (Document document : world.documents()) {
                check(document, byDocument.getOrDefault(document, List.of()));
            }
            if (!crashed && !orderUnknowable) {
                checkChain(byDocument);
            }
        }

        /** Fingerprints that a document has or had: by its first line, or as a whole where none was complete. */
        private static List<Fingerprint> fingerprints(Document document) {
            byte[] content = document.content();
            int first = World.firstLineEnd(content).orElse(content.length);
            List<Fingerprint> fingerprints = new ArrayList<>();
            try {
                MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                for (int length = 1; length <= first; length++) {
                    sha256.update(content[length - 1]);
                    MessageDigest sofar = (MessageDigest) sha256.clone();
                    fingerprints.add(new Fingerprint(HexFormat.of().formatHex(sofar.digest())));
                }
            } catch (NoSuchAlgorithmException | CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
            Collections.reverse(fingerprints);
            return fingerprints;
        }

        private void check(Document document, List<RawPack> ofDocument) {
            byte[] content = document.content();
            TreeMap<Long, RawLine> emitted = new TreeMap<>();
            long end = 0;
            for (RawPack pack : ofDocument) {
                if (crashed) {
                    assertThat(pack.header().start()).isLessThanOrEqualTo(end);
                } else {
                    assertThat(pack.header().start())
                            .as("ranges join in %s", ofDocument)
                            .isEqualTo(end);
                }
                end = Math.max(end, pack.header().end());
                for (RawLine raw : pack.lines()) {
                    RawLine twin = emitted.put(raw.offset(), raw);
                    assertThat(twin == null || (crashed && Arrays.equals(twin.bytes(), raw.bytes())))
                            .isTrue();
                    assertThat(raw.offset())
                            .isBetween(pack.header().start(), pack.header().end() - 1);
                    checkLine(content, raw);
                }
            }
            long lost = ofDocument.stream().mapToLong(p -> p.header().lost()).sum();
            if (!document.destroyed()) {
                if (!crashed) {
                    assertThat(lost).isZero();
                }
                // A crash may forget a successor that is gone by now; where the order cannot be known, one may be taken
                // for it.
                boolean closed = world.isClosed(document) || orderUnknowable;
                boolean either = (world.isYoungest(document) && closed) || crashed;
                boolean open = either ? end < document.length() : world.isYoungest(document);
                checkComplete(content, emitted, end, open);
            } else if (!ofDocument.isEmpty()
                    && !crashed
                    && world.wasFollowed(document)
                    && !isReportedUnread(ofDocument)) {
                assertThat(end).as("what was seen of a destroyed file").isGreaterThanOrEqualTo(document.observed);
            }
        }

        /** Whether a loss of unknown length is announced for it: an archive, or a log without a line, went before it was read. */
        private static boolean isReportedUnread(List<RawPack> ofDocument) {
            return ofDocument.stream().allMatch(pack -> pack.header().end() == 0)
                    && ofDocument.stream()
                            .anyMatch(pack -> pack.header().unknownLoss().isPresent());
        }

        private static void checkLine(byte[] content, RawLine raw) {
            int from = (int) raw.offset();
            int to = from + (int) raw.length();
            assertThat(from == 0 || content[from - 1] == '\n')
                    .as("begins a line")
                    .isTrue();
            int textEnd = from + raw.bytes().length;
            assertThat(Arrays.copyOfRange(content, from, textEnd)).isEqualTo(raw.bytes());
            String rest = new String(content, textEnd, to - textEnd, StandardCharsets.ISO_8859_1);
            assertThat(raw.overlong() || rest.isEmpty() || rest.equals("\n") || rest.equals("\r\n"))
                    .isTrue();
            int lineFeed = content[to - 1] == '\n' ? to - 1 : to;
            int lineEnd = lineFeed < to ? Bytes.withoutCarriageReturn(content, from, lineFeed) : to;
            assertThat(raw.overlong()).isEqualTo(lineEnd - from > MAX_LINE);
        }

        private static void checkComplete(byte[] content, Map<Long, RawLine> emitted, long end, boolean youngest) {
            int complete =
                    youngest ? new String(content, StandardCharsets.ISO_8859_1).lastIndexOf('\n') + 1 : content.length;
            if (youngest && World.firstLineEnd(content).isEmpty()) {
                complete = 0;
            }
            assertThat(end).as("accounted for").isEqualTo(complete);
            for (int from = 0; from < complete; ) {
                int lineFeed = Bytes.lineFeed(content, from, content.length);
                int next = lineFeed < 0 ? content.length : lineFeed + 1;
                int textEnd = lineFeed < 0 ? next : Bytes.withoutCarriageReturn(content, from, lineFeed);
                String text =
                        new String(content, from, textEnd - from, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
                boolean wanted = textEnd - from > MAX_LINE || (text.contains("matomo.php") && !text.startsWith("#"));
                assertThat(emitted.containsKey((long) from))
                        .as("line at %s: %s", from, text)
                        .isEqualTo(wanted);
                from = next;
            }
        }

        private static void checkChain(Map<Document, List<RawPack>> byDocument) {
            List<Document> inOrder = new ArrayList<>(byDocument.keySet());
            inOrder.sort(Comparator.comparingInt(d -> d.birth));
            long number = 0;
            for (Document document : inOrder) {
                long own = byDocument.get(document).get(0).header().file().number();
                assertThat(byDocument.get(document))
                        .allMatch(p -> p.header().file().number() == own);
                assertThat(own).isGreaterThan(number);
                number = own;
            }
        }

        @Override
        public void close() {
            if (reader != null) {
                reader.close();
            }
        }
    }
}
