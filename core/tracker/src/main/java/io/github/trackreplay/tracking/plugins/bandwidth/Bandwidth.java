/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins.bandwidth;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Numbers;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.settings.Settings;
import io.github.trackreplay.tracking.visit.PluginPart;
import io.github.trackreplay.tracking.visit.TrackerPlugin;
import io.github.trackreplay.tracking.visit.VisitDraft;
import java.util.Optional;

/**
 * How many bytes an action took. Source of the rule: {@code Bandwidth/Columns/Bandwidth::onNewAction}, the same in all releases
 * from 3.0 to 5.0.
 */
public final class Bandwidth implements TrackerPlugin {
    /** Its name. */
    public static final String NAME = "Bandwidth";

    /** Its column of {@code log_link_visit_action}. */
    public static final String COLUMN = "bandwidth";

    private static final String PARAMETER = "bw_bytes";
    private static final Bandwidth INSTANCE = new Bandwidth();

    private Bandwidth() {}

    /** The plugin, where it is active and its column is there. */
    public static Optional<TrackerPlugin> of(Settings settings) {
        return settings.isActive(NAME) && settings.logTables().hasColumn("log_link_visit_action", COLUMN)
                ? Optional.of(INSTANCE)
                : Optional.empty();
    }

    @Override
    public PluginPart part(VisitDraft visit) {
        return new PluginPart() {
            @Override
            public void putAction(Columns action) {
                String bytes = ByteText.bytes(visit.request().parameters().text(PARAMETER, ""));
                if (Numbers.isNumeric(bytes)) {
                    action.put(COLUMN, Numbers.toLong(bytes));
                }
            }
        };
    }
}
