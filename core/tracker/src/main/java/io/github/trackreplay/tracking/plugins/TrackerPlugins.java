/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins;

import io.github.trackreplay.tracking.plugins.bandwidth.Bandwidth;
import io.github.trackreplay.tracking.plugins.campaigns.MarketingCampaigns;
import io.github.trackreplay.tracking.plugins.provider.Provider;
import io.github.trackreplay.tracking.plugins.spam.TrackingSpamPrevention;
import io.github.trackreplay.tracking.settings.Settings;
import io.github.trackreplay.tracking.visit.TrackerPlugin;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The plugins that are imitated in rooms of their own, in the order in which Matomo asks them: by name, after its own. */
public final class TrackerPlugins {
    private static final List<Function<Settings, Optional<TrackerPlugin>>> ALL =
            List.of(Bandwidth::of, MarketingCampaigns::of, Provider::of, TrackingSpamPrevention::of);

    private TrackerPlugins() {}

    /** Those that take part under some settings. */
    public static List<TrackerPlugin> active(Settings settings) {
        return ALL.stream().flatMap(plugin -> plugin.apply(settings).stream()).toList();
    }

    /** Columns of {@code log_visit} that must be known of a visit that is continued. */
    public static List<String> visitColumns() {
        return MarketingCampaigns.COLUMNS;
    }

    /** Columns of a log table that they fill. */
    public static List<String> columns(String table) {
        return switch (table) {
            case "log_visit" ->
                Stream.concat(MarketingCampaigns.COLUMNS.stream(), Stream.of(Provider.COLUMN))
                        .toList();
            case "log_conversion" -> MarketingCampaigns.COLUMNS;
            case "log_link_visit_action" -> Stream.of(Bandwidth.COLUMN).toList();
            default -> List.of();
        };
    }
}
