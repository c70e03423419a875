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
    private final Map<VisitorKey, List<KnownVisit>> byVisitor = new HashMap<>();
    private final Map<ConfigKey, List<KnownVisit>> byConfig = new HashMap<>();
    private final Map<VisitorKey, Reach> visitors = new HashMap<>();
    private final Map<ConfigKey, Window> configs = new HashMap<>();
    private final Map<Ref, Ref.Pending> written = new HashMap<>();

    /**
     * @param to all visits up to this last action time are known …
     * @param floor … down to this one; {@link Long#MIN_VALUE} when there are no older ones
     */
    private record Reach(long to, long floor) {}

    Optional<KnownVisit> find(VisitLookup.OfVisitor lookup) {
        VisitorKey key = new VisitorKey(lookup.idSite(), lookup.idVisitor());
        Reach reach = visitors.get(key);
        if (reach == null || lookup.latest() > reach.to) {
            throw Known.notLoaded(w -> want(lookup, w));
        }
        KnownVisit best = null;
        for (KnownVisit visit : byVisitor.getOrDefault(key, List.of())) {
            if (visit.lastActionTime() <= lookup.latest() && isBetterOfVisitor(visit, best)) {
                best = visit;
            }
        }
        if (reach.floor != Long.MIN_VALUE && (best == null || best.lastActionTime() < reach.floor)) {
            long below = Math.min(lookup.latest(), reach.floor - 1);
            throw Known.notLoaded(w -> {
                w.add(lookup);
                w.add(new VisitLookup.OfVisitor(lookup.idSite(), lookup.idVisitor(), below));
            });
        }
        return Optional.ofNullable(best);
    }

    Optional<KnownVisit> find(VisitLookup.OfConfig lookup, @Nullable String userId) {
        ConfigKey key = new ConfigKey(lookup.idSite(), lookup.configId());
        Window window = configs.get(key);
        if (window == null || lookup.earliest() < window.from() || lookup.latest() > window.to()) {
            throw Known.notLoaded(w -> want(lookup, w));
        }
        KnownVisit best = null;
        for (KnownVisit visit : byConfig.getOrDefault(key, List.of())) {
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
            Reach reach = visitors.get(new VisitorKey(visitor.idSite(), visitor.idVisitor()));
            return reach != null && visitor.latest() <= reach.to;
        }
        VisitLookup.OfConfig config = (VisitLookup.OfConfig) lookup;
        Window window = configs.get(new ConfigKey(config.idSite(), config.configId()));
        return window != null && config.earliest() >= window.from() && config.latest() <= window.to();
    }

    /** Asks for a lookup's visits, and for those between them and what is known already: what is known has no holes. */
    void want(VisitLookup lookup, Wanted wanted) {
        wanted.add(lookup);
        if (lookup instanceof VisitLookup.OfVisitor v) {
            Reach reach = visitors.get(new VisitorKey(v.idSite(), v.idVisitor()));
            if (reach != null) {
                wanted.add(new VisitLookup.OfVisitor(v.idSite(), v.idVisitor(), reach.to));
            }
        } else if (lookup instanceof VisitLookup.OfConfig c) {
            Window window = configs.get(new ConfigKey(c.idSite(), c.configId()));
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
        found.forEach(this::putIfAbsent);
        Reach now = new Reach(window.to(), floor);
        visitors.merge(key, now, (a, b) -> new Reach(Math.max(a.to, b.to), Math.min(a.floor, b.floor)));
    }

    void loaded(ConfigKey key, Window window, Collection<KnownVisit> found) {
        found.forEach(this::putIfAbsent);
        configs.merge(key, window, (a, b) -> a.with(b.from(), b.to()));
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
        byVisitor.computeIfAbsent(visitorKey(visit), k -> new ArrayList<>(2)).add(visit);
        byConfig.computeIfAbsent(new ConfigKey(visit.idSite(), visit.configId()), k -> new ArrayList<>(2))
                .add(visit);
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
            byVisitor.getOrDefault(before, List.of()).remove(visit);
            byVisitor.computeIfAbsent(after, k -> new ArrayList<>(2)).add(visit);
        }
    }

    private static VisitorKey visitorKey(KnownVisit visit) {
        return new VisitorKey(visit.idSite(), visit.idVisitor());
    }
}
