/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.model.Wanted.ConfigKey;
import io.github.trackreplay.tracking.model.Wanted.VisitorKey;
import io.github.trackreplay.tracking.model.Wanted.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What has been loaded of a visitor or a configuration is one stretch of time without holes, whatever is asked in turn. */
class KnownHolesTest {
    private static final ConfigKey CONFIG = new ConfigKey(1, 7);
    private static final VisitorKey VISITOR = new VisitorKey(1, 7);

    private final Known known = new Known();
    private final Wanted wanted = new Wanted();

    @Test
    void aLaterWindowOfAConfigurationIsAskedForTogetherWithWhatLiesBetween() {
        known.loadedVisits(CONFIG, new Window(100, 200), List.of());

        boolean covered = known.wantVisit(new VisitLookup.OfConfig(1, 7, 500, 600), wanted);

        assertThat(covered).isFalse();
        assertThat(wanted.configs()).containsEntry(CONFIG, new Window(100, 600));
    }

    @Test
    void aLaterTimeOfAVisitorIsAskedForTogetherWithWhatLiesBetween() {
        known.loadedVisits(VISITOR, new Window(200, 200), List.of());

        boolean covered = known.wantVisit(new VisitLookup.OfVisitor(1, 7, 600), wanted);

        assertThat(covered).isFalse();
        assertThat(wanted.visitors()).containsEntry(VISITOR, new Window(200, 600));
    }

    @Test
    void whatIsAskedUpToTheLastRequestCoversTheLaterOnes() {
        known.wantVisit(new VisitLookup.OfConfig(1, 7, 100, 200), wanted);
        known.wantVisit(new VisitLookup.OfVisitor(1, 7, 200), wanted);

        wanted.reachTo(600);
        wanted.configs().forEach((key, window) -> known.loadedVisits(key, window, List.of()));
        wanted.visitors().forEach((key, window) -> known.loadedVisits(key, window, List.of()));

        Wanted more = new Wanted();
        assertThat(known.wantVisit(new VisitLookup.OfConfig(1, 7, 500, 600), more))
                .isTrue();
        assertThat(known.wantVisit(new VisitLookup.OfVisitor(1, 7, 600), more)).isTrue();
        assertThat(more.isEmpty()).isTrue();
    }
}
