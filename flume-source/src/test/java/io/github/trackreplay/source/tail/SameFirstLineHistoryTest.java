/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.source.checkpoint.Positions;
import io.github.trackreplay.source.tail.Histories.Step;
import io.github.trackreplay.source.tail.World.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random histories of a log whose files begin with the same few lines. Every call has a number of its own, so what the reader
 * gives can be compared with what was written, whatever it takes for one file: each call of what could be read comes, and once
 * where nothing crashed; what was seen and is missing was announced. And a ledger takes each ({@link TakingModel}): none is dropped
 * as taken before, because another file has its name.
 *
 * <p>How many, which ones and the one that failed: {@link Histories}.
 */
class SameFirstLineHistoryTest {
    private static final List<String> FIRST_LINES =
            List.of("\n", "\n", "GET /health\n", "GET /health\nGET /health\n", "#\n\n");
    private static final Pattern NUMBER = Pattern.compile("(?m)^(\\d+) GET /matomo");

    private enum Action {
        CALL,
        CALLS,
        PAGE,
        PARTIAL,
        COMMENT,
        EMPTY,
        RENAME,
        RENAME_AND_CREATE,
        COPYTRUNCATE,
        DELETE,
        DELETE_AND_CREATE,
        TRUNCATE,
        DELETE_OLDEST,
        COMPRESS,
        POLL,
        WAIT,
        RESTART,
        DOWN,
        CRASH
    }

    private final Histories<Action> histories = new Histories<>(
            "first lines that are the same",
            Action.class,
            SameFirstLineHistoryTest::random,
            SameFirstLineHistoryTest::run);

    private static List<Step<Action>> random(Random random) {
        List<Step<Action>> steps = new ArrayList<>();
        for (int left = 5 + random.nextInt(40); left > 0; left--) {
            int kind = random.nextInt(10);
            Action action = kind < 3
                    ? Action.values()[random.nextInt(3)]
                    : kind < 5 ? Action.POLL : Action.values()[random.nextInt(Action.values().length)];
            steps.add(new Step<>(action, random.nextInt(10)));
        }
        return steps;
    }

    @Test
    void nothingIsTakenForACopyThatIsNone() throws IOException {
        histories.inMemory();
    }

    @Tag("slow")
    @Test
    void norIsItOnTheDisk() throws IOException {
        histories.onDisk();
    }

    @Test
    void aTruncationThatIsSeenWithTheLogGoneAndHalfALineIsSettled() throws IOException {
        histories.run("CALL:0 POLL:0 COPYTRUNCATE:0 CALL:0 DELETE:0 PARTIAL:0 RENAME:0");
    }

    @Test
    void aLogThatBeganAsTheCopyOfItsUnreadPredecessorDoesIsReadWhenItGoesOnInAnotherWay() throws IOException {
        histories.run("PAGE:3 CALLS:9 CALL:1 COPYTRUNCATE:3 PAGE:3 POLL:2 CALLS:9");
    }

    @Test
    void aLogThatIsEmptiedUnreadAndGrowsBeyondWhatItWasIsAnnouncedAsLost() throws IOException {
        histories.run("PAGE:2 RENAME:7 CALL:4 POLL:6 TRUNCATE:9 PAGE:4 CALL:7");
    }

    @Test
    void aCopyThatIsLongerThanItsEmptiedOriginalIsReadAlthoughItIsRemoved() throws IOException {
        histories.run("CALL:0 POLL:0 RENAME:0 PAGE:2 POLL:0 CALL:0 COPYTRUNCATE:0 PAGE:2 POLL:0 DELETE_OLDEST:0"
                + " DELETE_OLDEST:0 CALLS:0");
    }

    /** Two unread files of which one begins as the other, and a third that shares but that beginning with the longer one. */
    @Test
    void aLogIsComparedWithTheLongestFileThatBeginsAsItDoes() throws IOException {
        histories.run(
                "CALLS:9 RENAME:2 PAGE:6 COPYTRUNCATE:2 POLL:9 CALLS:8 POLL:8 RENAME:1 PAGE:6 CALLS:5 PAGE:3 POLL:7"
                        + " COPYTRUNCATE:4 RENAME:3 PAGE:8 POLL:1 RENAME_AND_CREATE:5 DELETE_AND_CREATE:8 COMMENT:0 POLL:5"
                        + " PAGE:7 RENAME_AND_CREATE:8 POLL:9 PAGE:6 CALLS:6");
    }

    /** Which bytes they differ in is not known before the older one has been found again, which is looked at later. */
    @Test
    void aLogWithHalfALineIsToldFromAnOlderOneAfterARestart() throws IOException {
        histories.run(
                "CALL:7 CALLS:6 POLL:4 CALLS:1 POLL:2 RENAME:3 RESTART:2 PAGE:4 WAIT:9 COMMENT:1 POLL:0 CALL:9 POLL:7"
                        + " DELETE_AND_CREATE:6 RENAME:2 CALLS:3 DELETE:6 PAGE:3 CALL:7 PARTIAL:3 POLL:2 CRASH:2 POLL:0");
    }

    /** A log was lost but for its empty first line, which a crash made the reader forget, and a younger one goes on with its name. */
    @Test
    void whatComesInThePlaceOfLostBytesIsTaken() throws IOException {
        histories.run(
                "COMPRESS:7 PARTIAL:0 POLL:8 DELETE_AND_CREATE:2 CRASH:1 WAIT:0 CALL:3 CALLS:8 COMMENT:3 CRASH:8 CALL:1"
                        + " RESTART:8 COPYTRUNCATE:5 CALLS:1 WAIT:7 CALL:1 RENAME:1 POLL:6 DOWN:7 CALLS:4 DELETE:0");
    }

    /** The file that it differs from is gone, so in which line they differ nobody can tell. */
    @Test
    void aLogThatEndsWithACommentIsToldFromOneThatIsGone() throws IOException {
        histories.run(
                "CALLS:8 PAGE:4 CALL:6 COPYTRUNCATE:0 PAGE:9 DELETE_AND_CREATE:4 PAGE:9 PAGE:7 POLL:6 DELETE:0 PAGE:9"
                        + " PAGE:8 WAIT:3 COMMENT:7 RENAME:3 DELETE_OLDEST:8 DOWN:6 CALL:7 PAGE:3 CALL:6 COMMENT:1 POLL:2");
    }

    /** Its name would be that of the lost one, so it had none and all younger ones waited for it. */
    @Test
    void aLogThatIsNoMoreThanTheBeginningOfALostOneKeepsNobodyWaiting() throws IOException {
        histories.run(
                "EMPTY:5 POLL:0 COMMENT:4 PAGE:5 CALL:4 DELETE:5 CALL:2 EMPTY:1 PARTIAL:4 WAIT:5 DELETE_AND_CREATE:6"
                        + " CALL:6 DELETE:0 RENAME_AND_CREATE:7 DELETE_OLDEST:6 PAGE:6 PAGE:3 POLL:6 CALLS:0 EMPTY:7 CALL:2"
                        + " COMPRESS:3 TRUNCATE:4 POLL:9 RENAME_AND_CREATE:0 PAGE:8 POLL:7 DELETE_OLDEST:4 CALL:7 POLL:4"
                        + " RENAME_AND_CREATE:8 WAIT:2 DELETE_AND_CREATE:4 PAGE:1 POLL:6 COMPRESS:4 RENAME_AND_CREATE:1"
                        + " CALLS:9 RENAME_AND_CREATE:2 CALLS:3");
    }

    /** The crash made the reader forget all but the lines that both begin with: the older one is the log that was read, the copy here. */
    @Test
    void ofTwoLogsThatBeginAsAKnownOneDoesItIsTheOlder() throws IOException {
        histories.run("PARTIAL:0 POLL:0 DELETE:0 RESTART:0 CALL:0 POLL:0 COPYTRUNCATE:0 CALL:0 CRASH:7");
    }

    @Test
    void soItIsWhereThatWasCompressedSince() throws IOException {
        histories.run("PAGE:0 POLL:0 CALL:0 RENAME:0 COMPRESS:0 POLL:0 PAGE:0 PAGE:0 CRASH:8");
    }

    /** The younger one waits, since nobody knows yet whether the older one is the log whose file was deleted. */
    @Test
    void aLogThatIsEmptiedWhileItWaitsForAnOlderOneIsAnnounced() throws IOException {
        histories.run(
                "CALLS:5 RENAME_AND_CREATE:0 WAIT:1 CALL:1 RENAME_AND_CREATE:8 CALL:8 DELETE_OLDEST:9 POLL:2 TRUNCATE:2"
                        + " CALLS:4");
    }

    /** An archive of its first lines is all that is left of a known log: it does not say how that went on, nor that another one goes on so. */
    @Test
    void aLogThatGoesOnBehindAllThatIsLeftOfALongerOneIsRead() throws IOException {
        histories.run(
                "PAGE:9 RENAME:6 POLL:5 PAGE:9 RESTART:9 CALL:4 CALL:8 POLL:1 DOWN:7 COMPRESS:4 DELETE:9 PAGE:4 CALL:1");
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
    private static final class Run implements AutoCloseable, TailListener {
        private final Directory directory;
        private final Histories.Told told;
        private final World world;
        private final List<Positions> saved = new ArrayList<>();
        /** So many of them no crash can lose, nor those before: log files' first lines are saved when they are delivered. */
        private int lasting;

        private long begun;
        private final List<RawPack> packs = new ArrayList<>();
        private TailReader reader;
        private boolean crashed;
        private boolean doubtful;
        private boolean announced;
        /** Of what was destroyed meanwhile and had not been begun, its successor may pass for it: nothing of it is known. */
        private boolean wasDown;

        private int line = 1;

        Run(Directory directory, Histories.Told told) {
            this.directory = directory;
            this.told = told;
            this.world = new World(directory);
            start(Optional.empty());
        }

        private void start(Optional<Positions> positions) {
            TailSettings defaults = TailSettings.defaults("test");
            begun = 0;
            reader = new TailReader(
                    new TailReaderConfig(
                            "web1",
                            new TailReaderConfig.FileAccess(directory.finder("access.log"), directory.disk()),
                            new StartAt.Beginning(),
                            defaults,
                            new TailReaderConfig.Clocks(() -> world.now, () -> world.now),
                            Run::time,
                            told.noting(this)),
                    positions);
        }

        @Override
        public void unproven(String stream, Path path, long number, long other, long position) {
            doubtful = true;
        }

        private static void say(String text) {
            if (System.getProperty("history") != null) {
                System.out.println(text);
            }
        }

        @Override
        public void appeared(String stream, Path path, long number) {
            say(path.getFileName() + " is " + number);
        }

        @Override
        public void recognised(String stream, Path path, long number, long position) {
            say(path.getFileName() + " is still " + number + " at " + position);
        }

        @Override
        public void finished(LogFile file, long length) {
            say(file.number() + " is finished at " + length);
        }

        @Override
        public void truncated(String stream, Path path) {
            say(path.getFileName() + " was truncated");
        }

        @Override
        public void unknownLoss(String stream, Instant from, Instant to, String why) {
            announced = true;
        }

        @Override
        public void lostUnidentified(String stream, Path path, long bytes) {
            announced = true;
        }

        private static OptionalLong time(byte[] bytes, int from, int to) {
            long time = 0;
            int i = from;
            for (; i < to && Character.isDigit(bytes[i]); i++) {
                time = 10 * time + bytes[i] - '0';
            }
            return i > from ? OptionalLong.of(time) : OptionalLong.empty();
        }

        void step(Action action, int n) throws IOException {
            say("-- " + action);
            switch (action) {
                case CALL -> append(call(), n);
                case CALLS -> append(call() + call() + call(), n);
                case PAGE -> append("GET /page\n", n);
                case PARTIAL -> append(call().trim().substring(0, 8), n);
                case COMMENT -> append("#\n", n);
                case EMPTY -> append("\n", n);
                case RENAME -> world.renameAndCreate(false);
                case RENAME_AND_CREATE -> world.renameAndCreate(true);
                case COPYTRUNCATE -> {
                    if (world.hasLive()) {
                        int copied = world.live().length();
                        world.copy();
                        world.truncate(copied);
                    }
                }
                case DELETE -> world.deleteAndCreate(false);
                case DELETE_AND_CREATE -> world.deleteAndCreate(true);
                case TRUNCATE -> {
                    if (world.hasLive()) {
                        world.truncate(0);
                    }
                }
                case DELETE_OLDEST -> world.deleteOldest();
                case COMPRESS -> world.compress(n, () -> {});
                case POLL -> poll();
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

        private String call() {
            return line++ + " GET /matomo.php?idsite=1\n";
        }

        private void append(String text, int n) throws IOException {
            boolean begins = !world.hasLive() || world.live().length() == 0;
            String whole = begins ? FIRST_LINES.get(n % FIRST_LINES.size()) + text : text;
            world.append(whole.getBytes(StandardCharsets.UTF_8));
        }

        void poll() {
            if (reader == null) {
                return;
            }
            world.now = world.now.plusMillis(100);
            List<RawPack> batch = reader.read(3, 2000);
            while (!batch.isEmpty()) {
                reader.commit();
                packs.addAll(batch);
                told.note(batch);
                saved.add(reader.positions());
                if (reader.begunFiles() > begun) { // as SavedPositions saves them at once
                    begun = reader.begunFiles();
                    lasting = saved.size();
                }
                batch = reader.read(3, 2000);
            }
            saved.add(reader.positions());
            told.note(saved.get(saved.size() - 1));
            world.observed();
        }

        private void down() {
            if (reader != null) {
                wasDown = true;
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
                for (int i = 0; i < n && saved.size() > Math.max(1, lasting); i++) {
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
            if (System.getProperty("history") != null) {
                packs.forEach(pack -> System.out.println(pack.header().file().number() + " "
                        + pack.header().file().fingerprint().hex().substring(0, 8) + " "
                        + pack.header().start() + "-"
                        + pack.header().end() + " lost " + pack.header().lost() + " " + TestLog.lines(List.of(pack))));
                world.documents()
                        .forEach(d -> System.out.println("document " + d.birth + " " + d.destroyed() + " " + d.observed
                                + " " + new String(d.content(), StandardCharsets.UTF_8).replace('\n', '|')));
            }
            Map<Integer, Integer> read = new HashMap<>();
            Map<Integer, Integer> taken = new HashMap<>();
            TakingModel ledger = new TakingModel();
            long lost = 0;
            for (RawPack pack : packs) {
                lost += pack.header().lost();
                for (RawLine raw : pack.lines()) {
                    numbers(raw.bytes(), raw.bytes().length).forEach(number -> read.merge(number, 1, Integer::sum));
                }
                for (RawLine raw : ledger.take(pack)) {
                    numbers(raw.bytes(), raw.bytes().length).forEach(number -> taken.merge(number, 1, Integer::sum));
                }
            }
            Set<Integer> kept = new HashSet<>(taken.keySet());
            ledger.conflicts().stream()
                    .flatMap(pack -> pack.lines().stream())
                    .forEach(raw -> kept.addAll(numbers(raw.bytes(), raw.bytes().length)));
            assertThat(kept).as("what is read is taken, or kept as a conflict").containsAll(read.keySet());
            for (Document document : world.documents()) {
                if (crashed && document.destroyed()) {
                    continue; // what a crash made the reader forget, and is gone, nobody can tell
                }
                byte[] content = document.content();
                int complete = new String(content, StandardCharsets.ISO_8859_1).lastIndexOf('\n') + 1;
                int seen = document.destroyed() ? Math.min(complete, Math.max(0, document.observed)) : complete;
                for (int number : numbers(content, seen)) {
                    int times = read.getOrDefault(number, 0);
                    boolean unread =
                            wasDown && numbers(content, complete).stream().noneMatch(read::containsKey);
                    boolean excused = document.destroyed()
                            && (unread || ledger.listsLosses() || announced || !world.wasFollowed(document));
                    assertThat(times >= 1 || excused)
                            .as("call %s of document %s is read or announced", number, document.birth)
                            .isTrue();
                    if (!crashed && !doubtful) {
                        assertThat(times)
                                .as("times that call %s of document %s is read", number, document.birth)
                                .isLessThanOrEqualTo(1);
                    }
                    if (!doubtful && !announced && lost == 0) {
                        assertThat(taken.getOrDefault(number, 0))
                                .as("times that call %s of document %s is taken", number, document.birth)
                                .isLessThanOrEqualTo(1);
                    }
                }
            }
        }

        private static List<Integer> numbers(byte[] bytes, int length) {
            List<Integer> numbers = new ArrayList<>();
            Matcher calls = NUMBER.matcher(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
            while (calls.find()) {
                numbers.add(Integer.parseInt(calls.group(1)));
            }
            return numbers;
        }

        @Override
        public void close() {
            if (reader != null) {
                reader.close();
            }
        }
    }
}
