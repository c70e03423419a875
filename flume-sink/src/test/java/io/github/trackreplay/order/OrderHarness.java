/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.OrderKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Drives the order as the engine does, with a map for a database. */
final class OrderHarness {
    /** A request. */
    record Request(OrderKey key) implements Ordered {
        @Override
        public long weight() {
            return 1;
        }
    }

    /** What was said to be complete when so many requests had been applied. */
    record Claim(long through, int applied) {}

    final ReplayOrder order;
    final HoldIndex index;
    final List<OrderKey> applied = new ArrayList<>();
    final List<OrderKey> late = new ArrayList<>();
    final List<Passed> passed = new ArrayList<>();
    final List<OrderKey> frontiers = new ArrayList<>();
    final List<Claim> claims = new ArrayList<>();
    private final Map<Long, HeldPack> stored = new TreeMap<>();
    private final Map<Long, List<Request>> bodies = new HashMap<>();
    private final int limit;
    private long ids = 1;

    OrderHarness(long maxHold, int indexCapacity, int limit) {
        this.order = new ReplayOrder(maxHold);
        this.index = new HoldIndex(indexCapacity);
        this.limit = limit;
        index.unload();
    }

    private long id() {
        return ids++;
    }

    /** One transaction. Returns whether more is due. */
    boolean transaction(List<VirtualFrontend.Sent> packs, long now) {
        List<Request> fresh = new ArrayList<>();
        List<Request> behind = new ArrayList<>();
        Map<OrderKey, FileTrack> files = new HashMap<>();
        for (VirtualFrontend.Sent sent : packs) {
            take(sent, now, fresh, behind, files);
        }
        passed.addAll(order.passOverdue(now));
        Bound bound = order.bound();
        fresh.sort(Comparator.comparing(Request::key));
        Release<Request> release = Release.of(fresh, index, store(), bound, new Release.Limits(limit, 1 + limit / 2));
        behind.sort(Comparator.comparing(Request::key));
        behind.forEach(request -> late.add(request.key()));
        behind.forEach(request -> applied.add(request.key()));
        release.released().forEach(request -> applied.add(request.key()));
        release.done().forEach(pack -> {
            stored.remove(pack.id());
            bodies.remove(pack.id());
        });
        if (release.next().isPresent()) {
            order.advanceFrontier(release.next().get());
        } else if (bound.key().isPresent()) {
            order.advanceFrontier(bound.key().get());
        } else if (!release.released().isEmpty()) {
            order.advanceFrontier(ReplayOrder.after(
                    release.released().get(release.released().size() - 1).key()));
        }
        frontiers.add(order.frontier());
        claims.add(new Claim(order.completeThrough(release.next().isEmpty()), applied.size()));
        hold(release.left(), files);
        return release.next().isPresent();
    }

    private void take(
            VirtualFrontend.Sent sent,
            long now,
            List<Request> fresh,
            List<Request> behind,
            Map<OrderKey, FileTrack> files) {
        VirtualFrontend.Log log = sent.from().logs.get(sent.log());
        FileTrack file = order.file(log.file(), this::id, now);
        ByteRange range = new ByteRange(sent.first() * VirtualFrontend.LINE, sent.last() * VirtualFrontend.LINE);
        List<ByteRange> missing = file.taken().missing(range);
        long watermark = sent.watermark();
        for (int line = sent.first(); line < sent.last(); line++) {
            long offset = line * VirtualFrontend.LINE;
            if (missing.stream().noneMatch(m -> offset >= m.start() && offset < m.end())) {
                continue;
            }
            long time = log.lines().get(line).time();
            if (time == Long.MIN_VALUE) {
                file.account().skip(VirtualFrontend.LINE);
                continue;
            }
            file.account().apply(VirtualFrontend.LINE);
            watermark = Math.max(watermark, time - sent.from().disorder);
            Request request =
                    new Request(new OrderKey(time, sent.from().name, log.file().number(), offset, 0));
            files.put(request.key(), file);
            (order.lateness(request.key()).isLate() ? behind : fresh).add(request);
        }
        order.take(file, range, watermark, sent.last() > sent.first(), now);
    }

    private void hold(List<Request> left, Map<OrderKey, FileTrack> files) {
        Map<Long, List<Request>> byFile = new TreeMap<>();
        left.forEach(request -> byFile.computeIfAbsent(files.get(request.key()).id(), f -> new ArrayList<>())
                .add(request));
        byFile.forEach((file, requests) -> {
            HeldPack pack = new HeldPack(
                    id(),
                    file,
                    requests.get(0).key(),
                    requests.get(requests.size() - 1).key().time(),
                    1,
                    requests.size());
            stored.put(pack.id(), pack);
            bodies.put(pack.id(), requests);
            index.add(pack);
        });
    }

    private Release.Store<Request, RuntimeException> store() {
        return new Release.Store<>() {
            @Override
            public List<Request> read(HeldPack pack) {
                return bodies.getOrDefault(pack.id(), List.of()).stream()
                        .filter(request -> !order.lateness(request.key()).isLate())
                        .toList();
            }

            @Override
            public void refill(HoldIndex into) {
                List<HeldPack> next = stored.values().stream()
                        .filter(pack -> pack.minTime() >= into.horizon())
                        .sorted(Comparator.comparingLong(HeldPack::minTime).thenComparingLong(HeldPack::id))
                        .toList();
                int most = into.refillSize();
                if (next.size() <= most) {
                    into.refill(next, Long.MAX_VALUE);
                    return;
                }
                long horizon = Math.max(next.get(most).minTime(), next.get(0).minTime() + 1);
                into.refill(
                        next.stream().filter(pack -> pack.minTime() < horizon).toList(), horizon);
            }
        };
    }

    /** As after a restart or another collector's commit: only what is stored is known. */
    void forgetIndex() {
        index.unload();
    }

    int held() {
        return bodies.values().stream()
                .mapToInt(requests -> (int) requests.stream()
                        .filter(request -> !order.lateness(request.key()).isLate())
                        .count())
                .sum();
    }
}
