/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.WholeProof;
import io.github.trackreplay.source.checkpoint.Positions;
import io.github.trackreplay.takeover.Begin;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A {@link TailReader} under test: a clock that only the test moves, everything that happened, restarts. */
final class Tail implements AutoCloseable {
    static final Duration FINAL = Duration.ofSeconds(6);

    final List<String> happened = new ArrayList<>();
    final List<RawPack> packs = new ArrayList<>();
    private final List<FoundFile> unreadable = new ArrayList<>();
    private boolean hidden;
    private boolean archiveHidden;
    private boolean archived;
    private boolean refused;
    private final Path directory;
    private final StartAt startAt;
    private final String stream;
    private final String pattern;
    private Optional<TimesTeller> teller = Optional.empty();
    TailSettings settings = TailSettings.defaults("test");
    Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
    TailReader reader;
    /** Of plain files, in all. */
    long bytesRead;

    long reads;
    /** How often an archive was opened to be unpacked. */
    int unpackings;
    /** Bytes of archives, as they are packed. */
    long bytesUnpacked;

    Tail(Path directory, StartAt startAt, String stream, String pattern) {
        this.directory = directory;
        this.startAt = startAt;
        this.stream = stream;
        this.pattern = pattern;
        start(Optional.empty());
    }

    static Tail fromBeginning(Path directory) {
        return new Tail(directory, new StartAt.Beginning(), "web1", "access.log*");
    }

    /** Files in the directory archive are found, too. */
    Tail withArchive() {
        archived = true;
        return this;
    }

    /** Nothing must have been read before. */
    Tail asking(TimesTeller who) {
        teller = Optional.of(who);
        start(Optional.empty());
        return this;
    }

    void start(Optional<Positions> positions) {
        TailReaderConfig config = new TailReaderConfig(
                stream,
                new TailReaderConfig.FileAccess(this::find, new RefusingDisk()),
                startAt,
                settings,
                new TailReaderConfig.Clocks(() -> now, () -> now),
                new CommonTimes(),
                new Listener());
        reader = new TailReader(teller.map(config::asking).orElse(config), positions);
    }

    private FileFinder.Listing find() {
        FileFinder.Listing listing = new GlobFinder(
                        archived
                                ? List.of(directory + "/" + pattern, directory + "/archive/" + pattern)
                                : List.of(directory + "/" + pattern))
                .find();
        List<FoundFile> files = new ArrayList<>(listing.files());
        files.addAll(unreadable);
        Path archive = directory.resolve("archive");
        List<Path> hides = hidden ? List.of(directory) : archiveHidden ? List.of(archive) : List.of();
        if (!hides.isEmpty()) {
            files.removeIf(file -> file.path().startsWith(hides.get(0)));
        }
        return !hides.isEmpty()
                ? new FileFinder.Listing(files, new TreeMap<>(Map.of(hides.get(0), "hidden by the test")), List.of())
                : new FileFinder.Listing(files, listing.hidden(), listing.unmatched());
    }

    /** Whether the directory archive cannot be listed from now on. */
    void hideArchive(boolean from) {
        archiveHidden = from;
    }

    /** Whether files cannot be opened from now on. */
    void refuse(boolean from) {
        refused = from;
    }

    private final class RefusingDisk implements Disk {
        private void check(Path path) throws IOException {
            if (refused) {
                throw new IOException(path + " (Too many open files)");
            }
        }

        @Override
        public FoundFile look(Path path) throws IOException {
            return REAL.look(path);
        }

        @Override
        public boolean exists(Path path) {
            return REAL.exists(path);
        }

        @Override
        public Content open(Path path) throws IOException {
            check(path);
            return new CountedContent(REAL.open(path));
        }

        @Override
        public InputStream stream(Path path) throws IOException {
            check(path);
            unpackings++;
            return new FilterInputStream(REAL.stream(path)) {
                @Override
                public int read() throws IOException {
                    int b = super.read();
                    bytesUnpacked += b < 0 ? 0 : 1;
                    return b;
                }

                @Override
                public int read(byte[] into, int at, int length) throws IOException {
                    int n = super.read(into, at, length);
                    bytesUnpacked += Math.max(0, n);
                    return n;
                }
            };
        }
    }

    /** A plain content that counts what is read of it. */
    private final class CountedContent implements Content {
        private final Content counted;

        CountedContent(Content counted) {
            this.counted = counted;
        }

        @Override
        public int read(long offset, byte[] into, int at, int length) throws IOException {
            int n = counted.read(offset, into, at, length);
            bytesRead += n;
            reads++;
            return n;
        }

        @Override
        public long length() throws IOException {
            return counted.length();
        }

        @Override
        public boolean ended() {
            return counted.ended();
        }

        @Override
        public boolean sequential() {
            return counted.sequential();
        }

        @Override
        public void close() throws IOException {
            counted.close();
        }
    }

    /** Whether the directory cannot be listed from now on. */
    void hide(boolean from) {
        hidden = from;
    }

    /** Lets the listings show a file that cannot be opened: a directory in its place, for a test may run as root. */
    void addUnreadable(Path path) throws IOException {
        Files.createDirectory(path);
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        unreadable.add(new FoundFile(path, FoundFile.keyOf(path, attributes), 100, 0));
    }

    /** Stops the reader and starts it again where it was. */
    void restart() {
        Positions positions = reader.positions();
        reader.close();
        start(Optional.of(positions));
    }

    /** Reads and commits until there is nothing more; returns the new lines. */
    List<String> poll() {
        now = now.plusMillis(100);
        List<String> lines = new ArrayList<>();
        List<RawPack> batch = reader.read(4, 1 << 16);
        while (!batch.isEmpty()) {
            reader.commit();
            assertThat(batch).allMatch(pack -> WholeProof.holds(pack.header()));
            packs.addAll(batch);
            lines.addAll(TestLog.lines(batch));
            batch = reader.read(4, 1 << 16);
        }
        return lines;
    }

    /** The same after files at rest have become final. */
    List<String> pollLater() {
        List<String> lines = new ArrayList<>(poll());
        now = now.plus(FINAL);
        lines.addAll(poll());
        now = now.plus(FINAL);
        lines.addAll(poll());
        return lines;
    }

    RawPack last() {
        return packs.get(packs.size() - 1);
    }

    long lost() {
        return packs.stream().mapToLong(pack -> pack.header().lost()).sum();
    }

    long unknownLosses() {
        return packs.stream()
                .filter(pack -> pack.header().unknownLoss().isPresent())
                .count();
    }

    @Override
    public void close() {
        reader.close();
    }

    private final class Listener implements TailListener {
        @Override
        public void unproven(String name, Path path, long number, long other, long position) {
            happened.add(path.getFileName() + " may begin " + other);
        }

        @Override
        public void rewritten(String name, Path path, long number, long agreed) {
            happened.add(path.getFileName() + " rewritten as " + number);
        }

        @Override
        public void writtenAnew(String name, Path path, long number, Instant first, Instant read) {
            happened.add(path.getFileName() + " written anew as " + number);
        }

        @Override
        public void halfLine(String name, Path path, long from, long bytes) {
            happened.add(path.getFileName() + " has half a line of " + bytes);
        }

        @Override
        public void foreignArchive(String name, Path path, String what) {
            happened.add(path.getFileName() + " is left out");
        }

        @Override
        public void noLog(String name, Path path, String what) {
            happened.add(path.getFileName() + " " + what);
        }

        @Override
        public void notWaitedFor(LogFile file, Path path, long position) {
            happened.add(path.getFileName() + " not waited for from " + position);
        }

        @Override
        public void givenUp(LogFile file, Path path, long position) {
            happened.add(path.getFileName() + " given up from " + position);
        }

        @Override
        public void untimed(String name, Instant start) {
            happened.add("no times from " + start + " on");
        }

        @Override
        public void takenOver(String name, Begin begin) {
            happened.add(begin.sentence());
        }

        @Override
        public void appeared(String name, Path path, long number) {
            happened.add(path.getFileName() + " appeared as " + number);
        }

        @Override
        public void recognised(String name, Path path, long number, long position) {
            happened.add(path.getFileName() + " recognised as " + number);
        }

        @Override
        public void truncated(String name, Path path) {
            happened.add(path.getFileName() + " truncated");
        }

        @Override
        public void finished(LogFile file, long length) {
            happened.add(file.number() + " finished at " + length);
        }

        @Override
        public void onlyTouched(String name, Path path) {
            happened.add(path.getFileName() + " only touched");
        }

        @Override
        public void resumed(LogFile file, Path path, long length) {
            happened.add(file.number() + " resumed");
        }

        @Override
        public void lost(LogFile file, long from, long to) {
            happened.add(file.number() + " lost " + (to - from));
        }

        @Override
        public void lostUnidentified(String name, Path path, long bytes) {
            happened.add(path.getFileName() + " lost " + bytes);
        }

        @Override
        public void unknownLoss(String name, Instant from, Instant to, String why) {
            happened.add("unknown loss");
        }

        @Override
        public void damaged(String name, Path path, long readTo, IOException why) {
            happened.add(path.getFileName() + " damaged");
        }

        @Override
        public void unreadable(Path path, String why) {
            happened.add(path.getFileName() + " unreadable");
        }

        @Override
        public void heldUp(String name, long number, long position) {
            happened.add(number + " holds up");
        }

        @Override
        public void readableAgain(Path path) {
            happened.add(path.getFileName() + " readable again");
        }

        @Override
        public void nothingMatches(String glob) {
            happened.add("nothing matches");
        }

        @Override
        public void severalLiveFiles(String name, List<String> baseNames) {
            happened.add("several live files " + baseNames);
        }
    }
}
