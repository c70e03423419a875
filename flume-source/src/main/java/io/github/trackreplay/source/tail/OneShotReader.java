/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.ArchiveEnd;
import io.github.trackreplay.event.HeaderGrammar;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.parts.Parts;
import io.github.trackreplay.source.tail.LogFileIdentity.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the given files of one stream, plain or packed, from the beginning to the end. After the last one
 * comes one pack without lines whose watermark is {@link #ENDED}: nothing more will come from the stream. It does not come
 * if there is no complete line, for then there is no log file that could carry it.
 *
 * <p>A last line without line end may be cut: whoever copies a log while it is written cuts one. Taken, it would be a rejected
 * line for ever, also when the whole file comes. So it is left and the listener is told, unless {@link LastLine} says that
 * it is complete. The line at which an archive breaks off is always left.
 *
 * <p>Files that have been surveyed are chained in the order of their times, and every pack says what is still to come behind
 * it; the first pack of all has no lines and says it of the whole. Others are chained in the order of their first event times
 * where every file has one, otherwise in the given order. A file that is a copy of another one adds only what that one did not have. An archive that breaks off is read as far as it goes, and
 * the listener is told. For one thread.
 */
public final class OneShotReader implements PackReader {
    /** What to do with a last line without line end. */
    public enum LastLine {
        /** It may be cut: leave it to whoever reads the whole file. */
        LEAVE,
        /** It is complete. */
        TAKE
    }

    /** The watermark of a stream that has ended. */
    public static final long ENDED = Long.MAX_VALUE;

    private final String stream;
    private final TailSettings settings;
    private final LastLine lastLine;
    private final InstantSource clock;
    private final TailListener listener;
    private final Counts counts = new Counts();
    private final LineReader lines;
    private final StartFilter everything =
            new StartFilter(OptionalLong.empty(), (bytes, from, to) -> OptionalLong.empty());
    private final List<OneShotInput> inputs;
    private final Optional<StillToCome> toCome;
    private final List<TrackedFile> chain = new ArrayList<>();
    private final KnownFiles known = new KnownFiles();
    private final List<Unfinished> left = new ArrayList<>();
    private final Batch batch = new Batch();
    private KnownContent ledger = KnownContent.NONE;
    /** What the file before has begun of lines in parts. */
    private Parts begunBefore = new Parts();

    private int next;
    private Optional<Reading> reading = Optional.empty();
    private boolean ended;

    /** What is being read. */
    private record Reading(TrackedFile file, Content content) {
        boolean nothingYet() {
            return file.readUpTo() == 0;
        }
    }

    /** A last line that was left. No file is known where there is no complete line before it. */
    private record Unfinished(Path path, Optional<TrackedFile> file, long from, long bytes) {
        /** Whether a copy has brought it meanwhile. */
        boolean read() {
            return file.filter(known -> known.readUpTo() > from).isPresent();
        }
    }

    OneShotReader(
            String stream,
            TailSettings settings,
            LastLine lastLine,
            InstantSource clock,
            TailListener listener,
            List<OneShotInput> inputs) {
        this(stream, settings, lastLine, clock, listener, inputs, Optional.empty());
    }

    private OneShotReader(
            String stream,
            TailSettings settings,
            LastLine lastLine,
            InstantSource clock,
            TailListener listener,
            List<OneShotInput> inputs,
            Optional<StillToCome> toCome) {
        this.stream = stream;
        this.settings = settings;
        this.lastLine = lastLine;
        this.clock = clock;
        this.listener = listener;
        this.inputs = inputs;
        this.toCome = toCome;
        this.lines = new LineReader(settings, counts);
    }

    /**
     * Reads files.
     *
     * @throws IOException if one of them is missing or cannot be read
     */
    public static OneShotReader files(
            String stream,
            List<Path> files,
            TailSettings settings,
            LastLine lastLine,
            InstantSource clock,
            TailListener listener)
            throws IOException {
        List<OneShotInput> inputs = new ArrayList<>();
        for (Path path : files) {
            inputs.add(OneShotInput.file(path));
        }
        return new OneShotReader(
                stream, settings, lastLine, clock, listener, OneShotInput.inOrder(inputs, new CommonTimes()));
    }

    /** Reads files that have been surveyed, in whatever order they are given. */
    public static OneShotReader surveyed(
            String stream,
            List<SurveyedLog> logs,
            TailSettings settings,
            LastLine lastLine,
            InstantSource clock,
            TailListener listener) {
        List<SurveyedLog> ordered = SurveyedLog.inOrder(logs);
        return new OneShotReader(
                stream,
                settings,
                lastLine,
                clock,
                listener,
                ordered.stream().map(SurveyedLog::input).toList(),
                Optional.of(new StillToCome(ordered)));
    }

    /** Lets it recognise what has been taken before; to be called before the first read. */
    public OneShotReader knowing(KnownContent known) {
        ledger = known;
        return this;
    }

    /** @throws IOException if a file cannot be read on */
    @Override
    public List<RawPack> read(int maxPacks, long maxBytes) throws IOException {
        Optional<List<RawPack>> again = batch.again();
        if (again.isPresent()) {
            return again.get();
        }
        Turn turn = new Turn(clock.millis(), maxPacks, maxBytes);
        turn.disorder = settings.disorder().map(Duration::toMillis).orElse(Disorder.UNTOLD_MILLIS);
        while (!turn.full() && !ended && !endsWithItsFile(turn)) {
            if (reading.isPresent()) {
                int log = next;
                readOn(reading.get(), turn);
                toCome.ifPresent(times -> turn.packs.replaceAll(pack -> times.told(log, pack)));
            } else if (next < inputs.size()) {
                if (open(inputs.get(next))) {
                    promise(turn);
                }
            } else {
                end(turn);
            }
        }
        return batch.offer(turn.packs);
    }

    /** The packs of a surveyed file are the same whatever is read before, as they were when it was surveyed. */
    private boolean endsWithItsFile(Turn turn) {
        return toCome.isPresent()
                && !turn.packs.isEmpty()
                && reading.filter(now -> !now.nothingYet()).isEmpty();
    }

    /** Says before the first line of all what will come. */
    private void promise(Turn turn) {
        Optional<TrackedFile> first =
                reading.filter(now -> chain.size() == 1 && now.nothingYet()).map(Reading::file);
        if (toCome.isPresent() && first.isPresent()) {
            OptionalLong all = toCome.get().from(0, 0);
            TrackedFile file = first.get();
            turn.add(PackBuilder.empty(settings, file, turn, 0, all, Optional.empty()));
        }
    }

    /** Returns whether a log file has been opened that was not known before. */
    private boolean open(OneShotInput input) throws IOException {
        Identity identity;
        Optional<IOException> damage;
        try (Content head = input.opener().open()) {
            identity = LogFileIdentity.identify(head, LogFileIdentity.Look.whole(), known);
            damage = SequentialContent.damageOf(head);
            if (identity instanceof Identity.New unknown && lastLine == LastLine.LEAVE && cut(head, unknown.head())) {
                left.add(new Unfinished(
                        input.path(), Optional.empty(), 0, unknown.head().length()));
                next++;
                return false;
            }
        }
        if (identity instanceof Identity.Known same) {
            TrackedFile file = same.file();
            listener.recognised(stream, input.path(), file.number(), file.readUpTo());
            begin(input, file);
            return false;
        }
        if (identity instanceof Identity.New unknown) {
            begin(input, append(input, unknown.head()));
            return true;
        }
        next++; // empty, or not even its beginning can be unpacked
        damage.ifPresent(why -> listener.damaged(stream, input.path(), 0, why));
        return false;
    }

    /** Puts a log file that was not known at the end of the chain. */
    private TrackedFile append(OneShotInput input, Head head) throws IOException {
        LedgerFileRecognition.Recognised recognised =
                new LedgerFileRecognition(stream, ledger, input.opener()).of(head);
        TrackedFile file = new TrackedFile(stream, recognised.head(), chain.size() + 1L);
        file.progress().wanted = recognised.boundaries();
        file.place(chain.isEmpty() ? Optional.empty() : Optional.of(chain.get(chain.size() - 1)));
        file.progress().follow(begunBefore);
        file.reference = Optional.of(input.opener());
        chain.add(file);
        known.add(file);
        listener.appeared(stream, input.path(), file.number());
        return file;
    }

    private void begin(OneShotInput input, TrackedFile file) throws IOException {
        Path path = Files.exists(input.path()) ? input.path().toAbsolutePath().normalize() : input.path();
        file.path = HeaderGrammar.path(path.toString());
        Reading begun = new Reading(file, input.opener().open());
        reading = Optional.of(begun);
        if (begun.content().length() < file.readUpTo()) {
            closeFile(); // a shorter copy
        }
    }

    /** Whether a log file would be known by a line without line end, and by another one as soon as that is complete. */
    private static boolean cut(Content content, Head head) throws IOException {
        byte[] last = new byte[1];
        return content.read(head.length() - 1, last, 0, 1) == 1 && last[0] != '\n';
    }

    private void readOn(Reading now, Turn turn) throws IOException {
        OneShotInput input = inputs.get(next);
        TrackedFile file = now.file();
        Content content = now.content();
        LineReader.Outcome outcome = lines.read(file, content, everything, turn, LineReader.Rest.NONE);
        if (outcome.result() == LineReader.Result.AT_END) {
            Optional<IOException> damage = SequentialContent.damageOf(content);
            long unread = outcome.seen() - file.readUpTo();
            if (damage.isPresent()) {
                listener.damaged(stream, input.path(), file.readUpTo(), damage.get());
            } else if (unread > 0 && lastLine == LastLine.TAKE) {
                outcome = lines.read(file, content, everything, turn, LineReader.Rest.NONE_LINE_COMPLETE);
            } else if (unread > 0) {
                left.add(new Unfinished(input.path(), Optional.of(file), file.readUpTo(), unread));
            }
        }
        if (outcome.result() == LineReader.Result.REPLACED) {
            throw new IOException(input.path() + " was changed while it was read. Import a file that is at rest.");
        }
        if (outcome.result() == LineReader.Result.AT_END) {
            listener.finished(file.logFile(), file.readUpTo());
            boolean known = !file.progress().wanted.isEmpty();
            if (known && SequentialContent.isWhole(content, file.readUpTo())) {
                tellWhole(file, turn);
            }
            begunBefore = begun(now, outcome.seen());
            file.become(file.state().finish());
            closeFile();
        }
    }

    /** Tells that a log file that the ledger knows has been read whole from an archive: it may know one that broke off. */
    private void tellWhole(TrackedFile file, Turn turn) {
        int last = turn.packs.size() - 1;
        Optional<RawPack> behind = last < 0 ? Optional.empty() : Optional.of(turn.packs.get(last));
        long end = file.readUpTo();
        if (behind.filter(pack -> pack.header().file().equals(file.logFile())
                        && pack.header().end() == end)
                .isPresent()) {
            turn.packs.set(last, whole(behind.get()));
        } else {
            turn.add(whole(PackBuilder.empty(settings, file, turn, end, OptionalLong.empty(), Optional.empty())));
        }
    }

    private static RawPack whole(RawPack pack) {
        PackHeader header = pack.header();
        return new RawPack(header.with(header.unread().at(ArchiveEnd.WHOLE)), pack.fields(), pack.lines());
    }

    /** What the file that has been read has begun of lines in parts; where it broke off nobody knows. */
    private static Parts begun(Reading read, long seen) throws IOException {
        ReadProgress progress = read.file().progress();
        long unread = Math.max(0, seen - progress.position);
        return SequentialContent.damageOf(read.content()).isPresent()
                ? new Parts()
                : Recall.behind(progress, read.content(), unread);
    }

    private void closeFile() throws IOException {
        close();
        next++;
    }

    private void end(Turn turn) {
        ended = true;
        left.stream()
                .filter(line -> !line.read())
                .forEach(line -> listener.unfinished(stream, line.path(), line.from(), line.bytes()));
        if (!chain.isEmpty()) {
            TrackedFile last = chain.get(chain.size() - 1);
            turn.add(
                    PackBuilder.empty(settings, last, turn, last.readUpTo(), OptionalLong.of(ENDED), Optional.empty()));
        }
    }

    @Override
    public void commit() {
        batch.commit();
    }

    @Override
    public void rewind() {
        batch.rewind();
    }

    /** Whether everything has been read and committed. */
    public boolean ended() {
        return ended && !batch.outstanding();
    }

    @Override
    public long bytesLeft() {
        long left = reading.map(now ->
                        Math.max(0, inputs.get(next).length() - now.file().readUpTo()))
                .orElse(0L);
        for (int i = reading.isEmpty() ? next : next + 1; i < inputs.size(); i++) {
            left += inputs.get(i).length();
        }
        return left;
    }

    @Override
    public ReadCounts counts() {
        return counts.now();
    }

    @Override
    public void close() throws IOException {
        if (reading.isPresent()) {
            reading.get().content().close();
            reading = Optional.empty();
        }
    }
}
