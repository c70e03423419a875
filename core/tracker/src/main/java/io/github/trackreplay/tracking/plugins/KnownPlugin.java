/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins;

import io.github.trackreplay.tracking.settings.PluginRelease;
import java.util.List;

/**
 * What is known of a plugin of Matomo that is not part of it.
 *
 * @param name as in {@code [Plugins]}
 * @param standing whether it takes part in tracking, and whether that is imitated
 * @param newest the newest release line that was read, of an imitated one: a later one is not imitated; 0 otherwise
 * @param columns its columns of log tables, as {@code table.column}
 * @param marks parameters that only its own requests carry
 * @param adds what it adds, for people; empty where it adds nothing to logs
 * @param why why it is imitated or not, and which releases; for people
 */
public record KnownPlugin(
        String name, Standing standing, int newest, List<String> columns, List<String> marks, String adds, String why) {
    public KnownPlugin {
        columns = List.copyOf(columns);
        marks = List.copyOf(marks);
    }

    /** Whether a plugin takes part. */
    public enum Standing {
        IMITATED("imitated"),
        NO_PART("takes no part"),
        NOT_IMITATED("not imitated");

        private final String words;

        Standing(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** How a release of it stands; one whose number cannot be read counts as known. */
    public Standing standing(String version) {
        boolean later = PluginRelease.of(version)
                .filter(release -> release.major() > newest)
                .isPresent();
        return standing == Standing.IMITATED && later ? Standing.NOT_IMITATED : standing;
    }
}
