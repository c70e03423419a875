/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

/** A question for the latest visit that fits; the larger {@code visit_last_action_time} wins. */
public sealed interface VisitLookup {
    /** The site. */
    int idSite();

    /** Latest {@code visit_last_action_time} that fits, inclusive, seconds since 1970-01-01 UTC. */
    long latest();

    /**
     * Visits of a visitor, however long ago. Among equal times the lowest {@code idvisit} wins (Matomo's index on visitor and
     * time descends).
     *
     * @param idVisitor its 8 bytes, big-endian
     */
    record OfVisitor(int idSite, long idVisitor, long latest) implements VisitLookup {}

    /**
     * Visits of a configuration (fingerprint) within a window. Among equal times the highest {@code idvisit} wins.
     *
     * @param configId its 8 bytes, big-endian
     * @param earliest earliest {@code visit_last_action_time} that fits, inclusive
     */
    record OfConfig(int idSite, long configId, long earliest, long latest) implements VisitLookup {}
}
