/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import io.github.trackreplay.tracking.model.Wanted.ConfigKey;
import io.github.trackreplay.tracking.model.Wanted.VisitorKey;
import io.github.trackreplay.tracking.model.Wanted.Window;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Visits by visitor and by configuration, with what is complete of each. A visit that was changed since it was loaded is
 * found where it stands now; loading it again does not bring the old state back.
 */
final class KnownVisits {
    private final Map<Ref, KnownVisit> visits = new HashMap<>();
    private final Map<VisitorKey, OfVisitor> visitors = new HashMap<>();
    private final Map<ConfigKey, OfConfig> configs = new HashMap<>();
    private final Map<Ref, Ref.Pending> written = new HashMap<>();

    /** A visitor's visits, and what is complete of them. */
    private static final class OfVisitor {
        final List<KnownVisit> visits = new ArrayList<>(2);
        /** All visits up to this last action time are known; {@link Long#MIN_VALUE} when nobody has looked … */
        long to = Long.MIN_VALUE;
        /** … down to this one; {@link Long#MIN_VALUE} when there are no older ones. */
        long floor = Long.MAX_VALUE;

        boolean isLookedFor() {
            return to != Long.MIN_VALUE;
        }
    }

    /** A configuration's visits, and the window within which all are known; null when nobody has looked. */
    private static final class OfConfig {
        final List<KnownVisit> visits = new ArrayList<>(2);

        @Nullable
        Window window;

        boolean covers(VisitLookup.OfConfig lookup) {
            return window != null && lookup.earliest() >= window.from() && lookup.latest() <= window.to();
        }
    }

    Optional<KnownVisit> find(VisitLookup.OfVisitor lookup) {
        OfVisitor known = visitors.get(new VisitorKey(lookup.idSite(), lookup.idVisitor()));
        if (known == null || !known.isLookedFor() || lookup.latest() > known.to) {
            throw Known.notLoaded(w -> want(lookup, w));
        }
        KnownVisit best = null;
        for (KnownVisit visit : known.visits) {
            if (visit.lastActionTime() <= lookup.latest() && isBetterOfVisitor(visit, best)) {
                best = visit;
            }
        }
        if (known.floor != Long.MIN_VALUE && (best == null || best.lastActionTime() < known.floor)) {
            long below = Math.min(lookup.latest(), known.floor - 1);
            throw Known.notLoaded(w -> {
                w.add(lookup);
                w.add(new VisitLookup.OfVisitor(lookup.idSite(), lookup.idVisitor(), below));
            });
        }
        return Optional.ofNullable(best);
    }

    Optional<KnownVisit> find(VisitLookup.OfConfig lookup, @Nullable String userId) {
        OfConfig known = configs.get(new ConfigKey(lookup.idSite(), lookup.configId()));
        if (known == null || !known.covers(lookup)) {
            throw Known.notLoaded(w -> want(lookup, w));
        }
        KnownVisit best = null;
        for (KnownVisit visit : known.visits) {
            long last = visit.lastActionTime();
            if (last >= lookup.earliest()
                    && last <= lookup.latest()
                    && fits(visit, userId)
                    && isBetterOfConfig(visit, best)) {
                best = visit;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Whether what a lookup asks for was loaded, though an answer may still need older visits. */
    boolean covers(VisitLookup lookup) {
        if (lookup instanceof VisitLookup.OfVisitor visitor) {
            OfVisitor known = visitors.get(new VisitorKey(visitor.idSite(), visitor.idVisitor()));
            return known != null && known.isLookedFor() && visitor.latest() <= known.to;
        }
        VisitLookup.OfConfig config = (VisitLookup.OfConfig) lookup;
        OfConfig known = configs.get(new ConfigKey(config.idSite(), config.configId()));
        return known != null && known.covers(config);
    }

    /** Asks for a lookup's visits, and for those between them and what is known already: what is known has no holes. */
    void want(VisitLookup lookup, Wanted wanted) {
        wanted.add(lookup);
        if (lookup instanceof VisitLookup.OfVisitor v) {
            OfVisitor known = visitors.get(new VisitorKey(v.idSite(), v.idVisitor()));
            if (known != null && known.isLookedFor()) {
                wanted.add(new VisitLookup.OfVisitor(v.idSite(), v.idVisitor(), known.to));
            }
        } else if (lookup instanceof VisitLookup.OfConfig c) {
            OfConfig known = configs.get(new ConfigKey(c.idSite(), c.configId()));
            Window window = known == null ? null : known.window;
            if (window != null) {
                wanted.add(new VisitLookup.OfConfig(c.idSite(), c.configId(), window.from(), window.to()));
            }
        }
    }

    private static boolean fits(KnownVisit visit, @Nullable String userId) {
        String has = visit.columns().text("user_id");
        return userId == null || has == null || Collation.same(has, userId);
    }

    private static boolean isBetterOfVisitor(KnownVisit visit, @Nullable KnownVisit best) {
        if (best == null || visit.lastActionTime() != best.lastActionTime()) {
            return best == null || visit.lastActionTime() > best.lastActionTime();
        }
        return compareIds(visit.visit(), best.visit()) < 0;
    }

    private static boolean isBetterOfConfig(KnownVisit visit, @Nullable KnownVisit best) {
        if (best == null || visit.lastActionTime() != best.lastActionTime()) {
            return best == null || visit.lastActionTime() > best.lastActionTime();
        }
        return compareIds(visit.visit(), best.visit()) > 0;
    }

    private static int compareIds(Ref one, Ref other) {
        if (one instanceof Ref.Id a && other instanceof Ref.Id b) {
            return Long.compare(a.id(), b.id());
        }
        if (one instanceof Ref.Pending a && other instanceof Ref.Pending b) {
            return Long.compare(a.number(), b.number());
        }
        return one instanceof Ref.Id ? -1 : 1;
    }

    void loaded(VisitorKey key, Window window, Collection<KnownVisit> found) {
        long floor = Long.MIN_VALUE;
        for (KnownVisit visit : found) {
            long last = visit.lastActionTime();
            if (last <= window.from() && (floor == Long.MIN_VALUE || last < floor)) {
                floor = last;
            }
        }
        for (KnownVisit visit : found) {
            putIfAbsent(visit);
        }
        OfVisitor known = of(key);
        known.to = Math.max(known.to, window.to());
        known.floor = Math.min(known.floor, floor);
    }

    void loaded(ConfigKey key, Window window, Collection<KnownVisit> found) {
        for (KnownVisit visit : found) {
            putIfAbsent(visit);
        }
        OfConfig known = of(key);
        known.window = known.window == null ? window : known.window.with(window.from(), window.to());
    }

    /** A pending visit is a row by now. */
    void wrote(Ref.Pending visit, Ref.Id row) {
        written.put(row, visit);
    }

    private void putIfAbsent(KnownVisit visit) {
        if (!visits.containsKey(visit.visit()) && !written.containsKey(visit.visit())) {
            put(visit);
        }
    }

    void put(KnownVisit visit) {
        visits.put(visit.visit(), visit);
        of(visitorKey(visit)).visits.add(visit);
        of(new ConfigKey(visit.idSite(), visit.configId())).visits.add(visit);
    }

    private OfVisitor of(VisitorKey key) {
        return visitors.computeIfAbsent(key, k -> new OfVisitor());
    }

    private OfConfig of(ConfigKey key) {
        return configs.computeIfAbsent(key, k -> new OfConfig());
    }

    void update(Ref ref, Columns changed) {
        KnownVisit visit = visits.get(ref);
        if (visit == null) {
            return;
        }
        if (!changed.has("idvisitor")) {
            visit.update(changed);
            return;
        }
        VisitorKey before = visitorKey(visit);
        visit.update(changed);
        VisitorKey after = visitorKey(visit);
        if (!before.equals(after)) {
            of(before).visits.remove(visit);
            of(after).visits.add(visit);
        }
    }

    private static VisitorKey visitorKey(KnownVisit visit) {
        return new VisitorKey(visit.idSite(), visit.idVisitor());
    }
}
