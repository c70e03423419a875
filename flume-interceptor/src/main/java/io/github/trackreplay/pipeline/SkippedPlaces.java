/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.pipeline;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.Places;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where lines stood that hold no request, of files and partitions that have brought none yet, or of streams that have brought none: told with
 * the next pack of the same file or partition, so that they do not look like something missing. Only so many are kept; of what is
 * forgotten the ledger says that it did not come. Thread-safe.
 */
public final class SkippedPlaces {
    private static final int MOST_CONTAINERS = 1_000;
    private static final int MOST_RUNS = 50;

    private final Map<Container, List<Places.Run>> skipped = new LinkedHashMap<>();
    private final Map<Container, Boolean> known = new LinkedHashMap<>();

    /** A file is one of its stream, a topic is everybody's. */
    private record Container(String stream, Places.In in, String name) {
        static Container of(Pack pack, Places.Run run) {
            boolean topic = run.in() == Places.In.TOPIC;
            return new Container(topic ? "" : pack.header().file().stream(), run.in(), run.container());
        }
    }

    /**
     * Whether a pack without entries says that nothing is missing in a file or partition that has brought requests.
     *
     * @param ofKnownStream whether its stream has brought requests
     */
    public synchronized boolean tells(Pack pack, boolean ofKnownStream) {
        return ofKnownStream
                && pack.header().places().runs().stream().anyMatch(run -> known.containsKey(Container.of(pack, run)));
    }

    /** Notes a pack that is not sent; it has no entries. */
    public synchronized void note(Pack pack) {
        pack.header().places().runs().forEach(run -> note(pack, run));
        bound(skipped);
    }

    private void note(Pack pack, Places.Run run) {
        Container container = Container.of(pack, run);
        List<Places.Run> runs = new ArrayList<>(skipped.getOrDefault(container, List.of()));
        runs.add(run);
        List<Places.Run> merged = Places.of(runs, true).runs();
        skipped.remove(container);
        skipped.put(container, List.copyOf(merged.subList(Math.max(0, merged.size() - MOST_RUNS), merged.size())));
    }

    private static void bound(Map<Container, ?> map) {
        while (map.size() > MOST_CONTAINERS) {
            map.remove(map.keySet().iterator().next());
        }
    }

    /**
     * A pack that is sent, with what was skipped of its files and partitions. Told each time: nobody knows whether the last pack
     * got there.
     */
    public synchronized Pack told(Pack pack) {
        Places places = pack.header().places();
        Set<Container> containers = new LinkedHashSet<>();
        for (Places.Run run : places.runs()) {
            Container container = Container.of(pack, run);
            if (run.hasRequests() || known.containsKey(container)) {
                known.remove(container); // the one that is silent for the longest time is forgotten first
                known.put(container, true);
            }
            containers.add(container);
        }
        bound(known);
        List<Places.Run> before = new ArrayList<>();
        containers.forEach(container -> before.addAll(skipped.getOrDefault(container, List.of())));
        places.runs().stream()
                .filter(run -> !run.hasRequests() && !known.containsKey(Container.of(pack, run)))
                .forEach(run -> note(pack, run));
        bound(skipped);
        return before.isEmpty() ? pack : new Pack(pack.header().withPlaces(places.after(before)), pack.entries());
    }
}
