/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.MatomoSide;
import io.github.trackreplay.option.Values;
import java.util.Map;
import java.util.Set;

/** Replays packs from a Flume channel into Matomo's tables. */
public final class MySqlSink extends ReplaySink {
    private final MatomoSide.Factory matomo;

    /** Used by Flume. */
    public MySqlSink() {
        this(MatomoSides::create);
    }

    MySqlSink(MatomoSide.Factory matomo) {
        this.matomo = matomo;
    }

    @Override
    Values read(Map<String, String> settings) {
        return MySqlSinkOptions.read("", settings);
    }

    @Override
    MatomoSide side(Values values, String tablePrefix, String collector) {
        return matomo.create(new MatomoSide.Settings(
                values.find(MySqlSinkOptions.MATOMO_HOME),
                tablePrefix,
                values.get(MySqlSinkOptions.LIVE_TRACKER) == MySqlSinkOptions.LiveTracker.ALLOWED,
                values.get(MySqlSinkOptions.NEWER_MATOMO) == MySqlSinkOptions.NewerMatomo.ALLOWED,
                values.get(MySqlSinkOptions.NON_TRANSACTIONAL_TABLES)
                        == MySqlSinkOptions.NonTransactionalTables.ALLOWED,
                values.find(MySqlSinkOptions.PLUGINS).orElse(Set.of()),
                MySqlSinkOptions.chatbotSites(values),
                values.get(MySqlSinkOptions.PROVIDER_LOOKUPS) == MySqlSinkOptions.ProviderLookups.ON));
    }
}
