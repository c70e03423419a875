/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import io.github.trackreplay.tracking.model.SiteDay;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The salts that sites' days were found to have lately. A request is prepared by them, so that deciding it need not begin with a hash; who
 * decides knows the salt, and asks anew where it is another one. Thread-safe.
 */
public final class LatestSalts {
    static final int MOST = 10_000;

    private final Map<SiteDay, String> salts = new ConcurrentHashMap<>();

    LatestSalts() {}

    /** The salt that a day had last; nothing where nobody has asked for it lately. */
    public Optional<String> of(SiteDay day) {
        return Optional.ofNullable(salts.get(day));
    }

    /** A day has a salt. */
    public void note(SiteDay day, String salt) {
        if (salts.size() >= MOST) {
            salts.clear();
        }
        salts.put(day, salt);
    }
}
