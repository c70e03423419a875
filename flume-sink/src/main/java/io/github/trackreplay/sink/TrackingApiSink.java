/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.option.Values;
import io.github.trackreplay.trackingapi.TrackingApiMatomo;
import java.time.InstantSource;
import java.util.Map;

/**
 * Replays packs from a Flume channel through Matomo's Tracking API, for those who may not write into its tables. Order, hold-back,
 * completeness and ledger are {@link MySqlSink}'s; the ledger stands in a database of its own.
 */
public final class TrackingApiSink extends ReplaySink {
    @Override
    Values read(Map<String, String> settings) {
        return TrackingApiSinkOptions.read("", settings);
    }

    @Override
    Matomo matomo(Values values, String tablePrefix, String collector) {
        return new TrackingApiMatomo(
                TrackingApiSinkOptions.api(values),
                MySqlSinkOptions.sendingLedger(values, tablePrefix, collector),
                InstantSource.system());
    }
}
