/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.visit;

import java.util.List;

/**
 * An active plugin of Matomo that takes part in tracking, under some settings. Immutable and thread-safe; made once for the
 * settings.
 */
public interface TrackerPlugin {
    /** The part that it takes in one request. */
    PluginPart part(VisitDraft visit);

    /** Query parameters that it leaves out of page URLs: event {@code Tracker.PageUrl.getQueryParametersToExclude}. */
    default List<String> excludedUrlParameters() {
        return List.of();
    }
}
