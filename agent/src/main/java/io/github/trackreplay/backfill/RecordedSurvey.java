/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.backfill.RequestKinds.Kind;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A survey of what Matomo has recorded: looks for an import's requests in its tables as the logs are surveyed, so that these need not be read
 * once more for it.
 * What is found is kept as long as it is little; where it is much, or cannot be told from what has been taken before, only
 * {@linkplain RecordedRequests another reading} says which requests are recorded. For one thread at a time.
 */
public final class RecordedSurvey {
    private static final int CHUNK = 4000;
    private static final long BYTES = 16 << 20;

    private final RecordedRequests.Tables tables;
    private final RequestKinds kinds;
    private final RecordedHours hours = new RecordedHours();
    private final Map<Backfill.FileOfStream, Progress> files = new HashMap<>();
    private Optional<Progress> latest = Optional.empty();
    private final SettledLately settled = new SettledLately();
    private final List<LocatedRequest> found = new ArrayList<>();
    private final List<LocatedRequest> probable = new ArrayList<>();
    private final List<LocatedRequest> claiming = new ArrayList<>();
    private final List<LocatedRequest> chunk = new ArrayList<>();
    private long chunkBytes;
    private long foundBytes;
    private boolean unclear;

    /** How far a log file has been read. */
    private static final class Progress {
        private final Backfill.FileOfStream file;
        private long offset = -1;

        Progress(Backfill.FileOfStream file) {
            this.file = file;
        }
    }

    /** Has found nothing yet. */
    public RecordedSurvey(RecordedRequests.Tables tables, RequestKinds kinds) {
        this.tables = tables;
        this.kinds = kinds;
    }

    /** Notes a request of a surveyed log. */
    public void note(LogFile file, TrackingRequest request) {
        try {
            if (!unclear) {
                take(new LocatedRequest(file, request));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The survey was interrupted.", e);
        }
    }

    private void take(LocatedRequest located) throws InterruptedException {
        TrackingRequest request = located.request();
        Progress progress = progress(located.file());
        unclear = progress.offset > request.offset(); // two files that begin alike
        progress.offset = request.offset();
        Kind kind = kinds.of(located.file(), request);
        if (kind == Kind.SETTLED) {
            settled.add(located);
        } else if (kind == Kind.UNKNOWN) {
            hours.add(request.time(), false, false);
            chunk.add(located);
            chunkBytes += request.length();
            if (chunk.size() >= CHUNK || chunkBytes >= BYTES) {
                look();
            }
        }
    }

    private Progress progress(LogFile file) {
        if (latest.isEmpty() || !latest.get().file.is(file)) {
            latest = Optional.of(files.computeIfAbsent(Backfill.FileOfStream.of(file), Progress::new));
        }
        return latest.get();
    }

    private void look() throws InterruptedException {
        if (!chunk.isEmpty()) {
            keep(chunk, tables.find(List.copyOf(chunk)));
        }
        chunk.clear();
        chunkBytes = 0;
    }

    private void keep(List<LocatedRequest> asked, RecordedRequests.Found answer) {
        answer.recorded().stream().forEach(place -> {
            found.add(asked.get(place));
            foundBytes += asked.get(place).request().length();
        });
        answer.probable().stream().forEach(place -> probable.add(asked.get(place)));
        answer.claiming().stream().forEach(place -> claiming.add(asked.get(place)));
        unclear |= foundBytes > BYTES;
    }

    /**
     * What is recorded, if that is clear; to be asked once, when everything has been surveyed.
     *
     * @param release gives all claimed rows back
     */
    public Optional<RecordedFindings> findings(Runnable release) throws InterruptedException {
        if (!unclear) {
            look();
        }
        if (!unclear && !claiming.isEmpty()) {
            settle(release);
        }
        return unclear ? Optional.empty() : Optional.of(findings());
    }

    /** Lets what is settled near what was found claim its rows first. */
    private void settle(Runnable release) throws InterruptedException {
        Optional<List<LocatedRequest>> near = settled.near(claiming);
        if (near.isEmpty()) {
            unclear = true;
        } else if (!near.get().isEmpty()) {
            List<LocatedRequest> again = List.copyOf(found);
            found.clear();
            probable.clear();
            foundBytes = 0;
            release.run();
            tables.find(near.get());
            keep(again, tables.find(again));
        }
    }

    private RecordedFindings findings() {
        Map<Backfill.FileOfStream, Set<Long>> places = new HashMap<>();
        Set<LocatedRequest> uncertain = new HashSet<>(probable);
        for (LocatedRequest one : found) {
            places.computeIfAbsent(Backfill.FileOfStream.of(one.file()), file -> new HashSet<>())
                    .add(RequestRuns.place(one.request()));
            hours.recorded(one.request().time(), uncertain.contains(one));
        }
        return new RecordedFindings(
                (file, request) -> places.getOrDefault(Backfill.FileOfStream.of(file), Set.of())
                                .contains(RequestRuns.place(request))
                        ? Optional.of(RecordedRequests.REASON)
                        : Optional.empty(),
                hours);
    }
}
