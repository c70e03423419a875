/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import io.github.trackreplay.tracking.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Rules of all sites under some settings, each made when it is first asked for. Thread-safe. */
public final class Rules {
    private final Settings settings;
    private final SharedRules shared;
    private final Map<Integer, SiteRules> sites = new ConcurrentHashMap<>();

    /**
     * Under some settings.
     *
     * @param pluginParameters query parameters that plugins leave out of page URLs
     */
    public Rules(Settings settings, OutsideFacts definitions, List<String> pluginParameters) {
        this.settings = settings;
        this.shared = new SharedRules(settings, definitions, pluginParameters);
    }

    /** The settings. */
    public Settings settings() {
        return settings;
    }

    /** What all sites share. */
    public SharedRules shared() {
        return shared;
    }

    /** Rules of a site; nothing when it does not exist. */
    public Optional<SiteRules> site(long idSite) {
        int number = (int) idSite;
        if (number != idSite || number <= 0) {
            return Optional.empty();
        }
        SiteRules made = sites.get(number);
        return made != null
                ? Optional.of(made)
                : settings.site(number)
                        .map(site -> sites.computeIfAbsent(number, id -> new SiteRules(site, settings, shared)));
    }
}
