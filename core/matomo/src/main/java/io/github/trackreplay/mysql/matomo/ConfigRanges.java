/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import com.google.common.collect.Lists;
import io.github.trackreplay.tracking.model.Wanted.ConfigKey;
import io.github.trackreplay.tracking.model.Wanted.Window;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Where the visits of some configurations stand in Matomo's index by site, configuration and time: a range for each site, so many
 * together as one statement may ask for.
 */
final class ConfigRanges {
    /** Servers give up ranges of which there are many thousands. */
    private static final int MOST = 1800;

    private final List<List<ConfigKey>> lists;
    private final Map<ConfigKey, Window> windows;

    private ConfigRanges(List<List<ConfigKey>> lists, Map<ConfigKey, Window> windows) {
        this.lists = lists;
        this.windows = windows;
    }

    /** A statement's each; none where nothing is wanted. */
    static List<ConfigRanges> of(Map<ConfigKey, Window> wanted) {
        List<ConfigRanges> all = new ArrayList<>();
        List<List<ConfigKey>> lists = new ArrayList<>();
        int keys = 0;
        for (List<ConfigKey> list : lists(wanted.keySet())) {
            if (keys + list.size() > MOST) {
                all.add(new ConfigRanges(lists, wanted));
                lists = new ArrayList<>();
                keys = 0;
            }
            lists.add(list);
            keys += list.size();
        }
        if (!lists.isEmpty()) {
            all.add(new ConfigRanges(lists, wanted));
        }
        return all;
    }

    private static List<List<ConfigKey>> lists(Collection<ConfigKey> keys) {
        Map<Integer, List<ConfigKey>> bySite = new TreeMap<>();
        keys.forEach(key ->
                bySite.computeIfAbsent(key.idSite(), site -> new ArrayList<>()).add(key));
        List<List<ConfigKey>> lists = new ArrayList<>();
        bySite.values().forEach(ofSite -> lists.addAll(Lists.partition(ofSite, SqlText.LIST)));
        return lists;
    }

    /** Appends the condition. */
    void addTo(SqlText sql) {
        String separator = "";
        for (List<ConfigKey> keys : lists) {
            range(sql.sql(separator), keys);
            separator = " OR ";
        }
    }

    /** Some configurations of one site, within the window that holds all of theirs. */
    private void range(SqlText sql, List<ConfigKey> keys) {
        long earliest = Long.MAX_VALUE;
        long latest = Long.MIN_VALUE;
        sql.sql("(idsite = ").number(keys.get(0).idSite());
        String separator = " AND config_id IN (";
        for (ConfigKey key : keys) {
            sql.sql(separator).eightBytes(key.configId());
            separator = ",";
            Window window = Objects.requireNonNull(windows.get(key));
            earliest = Math.min(earliest, window.from());
            latest = Math.max(latest, window.to());
        }
        sql.sql(") AND visit_last_action_time BETWEEN ")
                .time(earliest)
                .sql(" AND ")
                .time(latest)
                .sql(")");
    }
}
