/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.privacy;

import java.util.Map;

/**
 * What request headers say about the visitor's wishes. Headers are given by lower-case name.
 *
 * <p>Source of the rules: Matomo's {@code PrivacyManager/DoNotTrackHeaderChecker::isDoNotTrackFound} and
 * {@code core/Tracker/VisitExcluded::isPrefetchDetected}.
 */
public final class VisitorWish {
    private VisitorWish() {}

    /** Whether the browser asks not to be tracked; counts only where {@code doNotTrackEnabled} is set. */
    public static boolean isNotToBeTracked(Map<String, String> headers) {
        return headers.getOrDefault("x-do-not-track", "").equals("1")
                || headers.getOrDefault("dnt", "").startsWith("1");
    }

    /** Whether the page was only loaded in advance, so that nobody has seen it. */
    public static boolean isPrefetch(Map<String, String> headers) {
        String purpose = headers.getOrDefault("x-purpose", "");
        return purpose.equals("preview")
                || purpose.equals("instant")
                || headers.getOrDefault("x-moz", "").equals("prefetch");
    }
}
