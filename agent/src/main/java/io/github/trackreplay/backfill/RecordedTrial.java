/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether Matomo's tables have any request of an import's logs: looks for them as the survey reads them, until one is found. Where
 * none is, the logs need not be read once more to look for each. For one thread at a time.
 */
public final class RecordedTrial {
    private static final int CHUNK = 4000;
    private static final long CHUNK_BYTES = 16 << 20;

    private final RecordedRequests.Tables tables;
    private final RequestKinds kinds;
    private final List<LocatedRequest> chunk = new ArrayList<>();
    private long chunkBytes;
    private boolean found;

    /** Has found nothing yet. */
    public RecordedTrial(RecordedRequests.Tables tables, RequestKinds kinds) {
        this.tables = tables;
        this.kinds = kinds;
    }

    /** Notes a request of a surveyed log. */
    public void note(LogFile file, TrackingRequest request) {
        try {
            if (!found && kinds.isUnknown(file, request)) {
                chunk.add(new LocatedRequest(file, request));
                chunkBytes += request.length();
                if (chunk.size() >= CHUNK || chunkBytes >= CHUNK_BYTES) {
                    look();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The survey was interrupted.", e);
        }
    }

    private void look() throws InterruptedException {
        found = !chunk.isEmpty() && !tables.find(List.copyOf(chunk)).recorded().isEmpty();
        chunk.clear();
        chunkBytes = 0;
    }

    /** Whether one was found; to be asked once everything has been surveyed. */
    public boolean hasFound() throws InterruptedException {
        if (!found) {
            look();
        }
        return found;
    }
}
