/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.tracking.settings.Access;
import io.github.trackreplay.tracking.settings.Goal;
import io.github.trackreplay.tracking.settings.LogTables;
import io.github.trackreplay.tracking.settings.Settings;
import io.github.trackreplay.tracking.settings.Site;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The sites that the traffic goes to, as settings of a tracker without a database: shops with one goal each. */
final class BenchSites {
    private static final Goal GOAL =
            new Goal(1, "manually", "manually", "contains", false, true, BigDecimal.TEN, false);

    private BenchSites() {}

    static Settings settings() {
        Settings.Builder settings = Settings.builder()
                .version("5.2.0")
                .plugins(Set.of())
                .tracker(Map.of())
                .options(Map.of())
                .access(new Access("pepper", Set.of(), Set.of(), Map.of()))
                .logTables(new LogTables(5, Set.of(1, 2, 3, 4, 5), false));
        for (int site = 1; site <= Traffic.SITES; site++) {
            settings.site(site(site));
        }
        return settings.build();
    }

    private static Site site(int number) {
        return new Site(
                number,
                "website",
                0,
                ZoneOffset.UTC,
                new Site.Urls(List.of(Traffic.home(number)), false),
                new Site.Search(true, List.of("q"), List.of()),
                new Site.Excluded(false, List.of(), List.of(), List.of(), List.of()),
                List.of(GOAL),
                List.of());
    }

    static LocatedRequest located(PackEntry entry) {
        return new LocatedRequest(Packs.FILE, (TrackingRequest) entry);
    }
}
