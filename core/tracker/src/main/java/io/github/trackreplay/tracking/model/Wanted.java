/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What has to be loaded into {@link Known}: the keys of many requests together, each once, so that a reader can answer with
 * one round trip a table. Not thread-safe.
 */
public final class Wanted {
    private final Set<SiteDay> daySalts = new LinkedHashSet<>();
    private final Map<VisitorKey, Window> visitors = new LinkedHashMap<>();
    private final Map<ConfigKey, Window> configs = new LinkedHashMap<>();
    private final Set<ActionName> actions = new LinkedHashSet<>();
    private final Set<OrderName> orders = new LinkedHashSet<>();
    private final Set<Ref.Id> conversions = new LinkedHashSet<>();
    private final Set<Ref.Id> items = new LinkedHashSet<>();
    private final Set<PageViewKey> pageViews = new LinkedHashSet<>();
    private final Set<SiteDay> archivingMarks = new LinkedHashSet<>();
    private final Set<FailureKey> failures = new LinkedHashSet<>();

    /** A visitor of a site. */
    public record VisitorKey(int idSite, long idVisitor) {
        // written out: what the compiler makes of a record is not inlined, and it is asked for all the time
        @Override
        public boolean equals(Object other) {
            return other instanceof VisitorKey that && idSite == that.idSite && idVisitor == that.idVisitor;
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(idVisitor) + idSite;
        }
    }

    /** A configuration of a site. */
    public record ConfigKey(int idSite, long configId) {
        // written out: what the compiler makes of a record is not inlined, and it is asked for all the time
        @Override
        public boolean equals(Object other) {
            return other instanceof ConfigKey that && idSite == that.idSite && configId == that.configId;
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(configId) + idSite;
        }
    }

    /**
     * Times of {@code visit_last_action_time} that are asked for, inclusive, seconds since 1970-01-01 UTC.
     *
     * @param from for a visitor: the latest visit at or before this time is wanted too, if there is one
     * @param to the last time
     */
    public record Window(long from, long to) {
        Window with(long otherFrom, long otherTo) {
            return new Window(Math.min(from, otherFrom), Math.max(to, otherTo));
        }
    }

    /**
     * A page view of a visit.
     *
     * @param visit the visit, already in the table
     * @param idPageview as the browser drew it
     */
    public record PageViewKey(Ref.Id visit, String idPageview) {}

    /** A kind of tracking failure of a site. */
    public record FailureKey(int idSite, int idFailure) {}

    /** Asks for a lookup's visits; questions for one visitor or configuration become one with the wider window. */
    public void add(VisitLookup lookup) {
        if (lookup instanceof VisitLookup.OfVisitor visitor) {
            visitors.merge(
                    new VisitorKey(visitor.idSite(), visitor.idVisitor()),
                    new Window(visitor.latest(), visitor.latest()),
                    (a, b) -> a.with(b.from(), b.to()));
        } else if (lookup instanceof VisitLookup.OfConfig config) {
            configs.merge(
                    new ConfigKey(config.idSite(), config.configId()),
                    new Window(config.earliest(), config.latest()),
                    (a, b) -> a.with(b.from(), b.to()));
        }
    }

    /**
     * Widens every question for visits up to a time, so that later requests find their visits known.
     *
     * @param time seconds since 1970-01-01 UTC
     */
    public void reachTo(long time) {
        visitors.replaceAll((key, window) -> window.with(window.from(), time));
        configs.replaceAll((key, window) -> window.with(window.from(), time));
    }

    /** Salts of days: option {@code fingerprint_salt_<site>_<date>}. */
    public Set<SiteDay> daySalts() {
        return daySalts;
    }

    /** For each visitor: every visit with a last action within the window, and the latest one before it. */
    public Map<VisitorKey, Window> visitors() {
        return visitors;
    }

    /** For each configuration: every visit with a last action within the window. */
    public Map<ConfigKey, Window> configs() {
        return configs;
    }

    /** Ids of actions. */
    public Set<ActionName> actions() {
        return actions;
    }

    /** Whether these orders exist. */
    public Set<OrderName> orders() {
        return orders;
    }

    /** Visits whose conversions are wanted. */
    public Set<Ref.Id> conversions() {
        return conversions;
    }

    /** Visits whose ordered or carted items are wanted. */
    public Set<Ref.Id> items() {
        return items;
    }

    /** Page views by {@code idpageview}: of each the lowest {@code idlink_va} whose URL is of type 1, else whose name is of type 4. */
    public Set<PageViewKey> pageViews() {
        return pageViews;
    }

    /** Whether days are marked for archiving: option names containing {@code report_to_invalidate_<site>_<date>}. */
    public Set<SiteDay> archivingMarks() {
        return archivingMarks;
    }

    /** Whether failures are recorded. */
    public Set<FailureKey> failures() {
        return failures;
    }

    /** Whether nothing is wanted. */
    public boolean isEmpty() {
        return daySalts.isEmpty()
                && visitors.isEmpty()
                && configs.isEmpty()
                && actions.isEmpty()
                && orders.isEmpty()
                && conversions.isEmpty()
                && items.isEmpty()
                && pageViews.isEmpty()
                && archivingMarks.isEmpty()
                && failures.isEmpty();
    }
}
