/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.matomo.DirectMatomo;
import io.github.trackreplay.option.Values;
import io.github.trackreplay.tracking.api.ApiRules;
import io.github.trackreplay.trackingapi.ApiSettings;
import io.github.trackreplay.trackingapi.SentAhead;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Replays packs from a Flume channel into Matomo's tables. */
public final class MySqlSink extends ReplaySink {
    private final Matomo.Factory matomo;

    /** Used by Flume. */
    public MySqlSink() {
        this(DirectMatomo::new);
    }

    MySqlSink(Matomo.Factory matomo) {
        this.matomo = matomo;
    }

    @Override
    Values read(Map<String, String> settings) {
        return MySqlSinkOptions.read("", settings);
    }

    @Override
    Matomo matomo(Values values, String tablePrefix, String collector) {
        Matomo tables = matomo.create(new Matomo.Settings(
                values.find(MySqlSinkOptions.MATOMO_HOME),
                tablePrefix,
                MySqlSinkOptions.allowed(values),
                values.find(MySqlSinkOptions.PLUGINS).orElse(Set.of()),
                MySqlSinkOptions.chatbotSites(values),
                values.get(MySqlSinkOptions.PROVIDER_LOOKUPS) == MySqlSinkOptions.ProviderLookups.ON));
        return PluginRequestOptions.api(values)
                .<Matomo>map(
                        api -> new PluginRequestsMatomo(tables, ahead(api, tables, values, tablePrefix, collector)))
                .orElse(tables);
    }

    private static SentAhead ahead(
            ApiSettings api, Matomo tables, Values values, String tablePrefix, String collector) {
        return new SentAhead(
                api,
                () -> rules(tables, api),
                MySqlSinkOptions.sendingLedger(values, tablePrefix, collector),
                InstantSource.system());
    }

    /** Matomo's own; our token counts too. */
    private static ApiRules rules(Matomo tables, ApiSettings api) {
        ApiRules rules = tables.apiRules().orElseThrow();
        String own = tables.hashedToken(api.access().token());
        return rules.allowing(token -> token.equals(own));
    }

    @Override
    Optional<PluginCourier> courier(Matomo matomo, String tablePrefix) {
        return matomo instanceof PluginRequestsMatomo plugins
                ? Optional.of(new PluginCourier(
                        plugins.ahead(),
                        new LedgerTables(tablePrefix),
                        () -> plugins.apiRules().isPresent(),
                        getName()))
                : Optional.empty();
    }
}
