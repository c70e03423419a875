/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.visit;

import io.github.trackreplay.tracking.prepared.PreparedRequest;
import java.util.List;
import java.util.Optional;

/**
 * An active plugin of Matomo that takes part in tracking, under some settings. Immutable and thread-safe; made once for the
 * settings.
 */
public interface TrackerPlugin {
    /** The part that it takes in one request. */
    PluginPart part(VisitDraft visit);

    /** Why it leaves a request out: event {@code Tracker.isExcludedVisit}, asked where nothing else has left it out. */
    default Optional<String> exclusion(PreparedRequest request) {
        return Optional.empty();
    }

    /** Does what takes long beforehand, in whatever thread prepares the request. */
    default void workOut(PreparedRequest request) {}

    /** Query parameters that it leaves out of page URLs: event {@code Tracker.PageUrl.getQueryParametersToExclude}. */
    default List<String> excludedUrlParameters() {
        return List.of();
    }
}
