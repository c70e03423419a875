/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which log files lost the files on disk that held them while nobody looked. Mutable. */
final class RewrittenWhileDown {
    /** Log files of which that is not known yet. */
    private List<TrackedFile> unknown;

    /** @param saved the log files that were known when the reader stopped */
    RewrittenWhileDown(List<TrackedFile> saved) {
        unknown = saved.stream().filter(file -> !file.finished()).toList();
    }

    /**
     * The files on disk that held log files when the reader stopped, as far as they hold something else, less, or nothing by now;
     * each is told once, as soon as it is known what it holds.
     */
    Map<TrackedFile, Carrier> take(Collection<Carrier> carriers) {
        Map<TrackedFile, Carrier> rewritten = new LinkedHashMap<>();
        List<TrackedFile> undecided = new ArrayList<>();
        Map<String, Carrier> byText = byText(carriers);
        for (TrackedFile file : unknown) {
            Carrier carrier = byText.get(file.savedKey);
            if (carrier == null) {
                continue;
            }
            if (holdsOther(carrier, file)) {
                rewritten.put(file, carrier);
            } else if (carrier.isUndecided()) {
                undecided.add(file);
            }
        }
        unknown = undecided;
        return rewritten;
    }

    private Map<String, Carrier> byText(Collection<Carrier> carriers) {
        Map<String, Carrier> byText = new HashMap<>();
        if (unknown.stream().anyMatch(file -> !file.savedKey.isEmpty())) {
            carriers.forEach(carrier -> byText.put(String.valueOf(carrier.key), carrier));
        }
        return byText;
    }

    private static boolean holdsOther(Carrier carrier, TrackedFile file) {
        boolean less = !carrier.isPacked() && carrier.size() < Math.max(file.readUpTo(), file.observedLength);
        return carrier.size() == 0 || (!carrier.isUndecided() && (!carrier.holds(file) || less));
    }
}
