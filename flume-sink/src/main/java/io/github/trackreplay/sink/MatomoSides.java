/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.MatomoSide;
import io.github.trackreplay.option.Values;
import java.util.ServiceLoader;
import org.apache.flume.conf.ConfigurationException;

/** Finds what knows Matomo's tables. */
final class MatomoSides {
    private MatomoSides() {}

    static MatomoSide create(MatomoSide.Settings settings) {
        return ServiceLoader.load(MatomoSide.Factory.class, MatomoSides.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new ConfigurationException(
                        "The plugin is incomplete: nothing in it knows Matomo's tables. Install it again."))
                .create(settings);
    }

    static String tablePrefix(Values values) {
        return values.find(MySqlSinkOptions.TABLE_PREFIX).orElse("matomo_");
    }
}
