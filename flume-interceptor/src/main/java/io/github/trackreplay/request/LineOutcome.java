/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.request;

import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingRequest;
import java.util.List;

/** What became of one line: requests, a rejected line, or nothing for a reason. Every line has exactly one outcome. */
public sealed interface LineOutcome {
    /** What the pack holds of the line. */
    List<? extends PackEntry> entries();

    /** @param entries one request, or those of a bulk call; at least one */
    record Requests(List<TrackingRequest> entries) implements LineOutcome {
        public Requests {
            entries = List.copyOf(entries);
        }
    }

    /** Should be a request, but cannot be read. */
    record Rejected(RejectedLine line) implements LineOutcome {
        @Override
        public List<RejectedLine> entries() {
            return List.of(line);
        }
    }

    /** Is no tracking request. */
    record Skipped(Reason reason) implements LineOutcome {
        /** Why. */
        public enum Reason {
            /** No declared path is the request's path. */
            OTHER_PATH,
            /** A method that never reaches the tracker, or a browser's question whether it may call it. */
            OTHER_METHOD,
            /** A call without parameters: Matomo answers it with a page about itself. */
            NO_PARAMETERS,
            /** A bulk call in which no request is. */
            EMPTY_BULK
        }

        @Override
        public List<PackEntry> entries() {
            return List.of();
        }
    }
}
