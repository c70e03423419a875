/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.MatomoSide;
import io.github.trackreplay.mysql.matomo.MatomoHome;
import io.github.trackreplay.mysql.matomo.MatomoReplay;
import io.github.trackreplay.option.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flume.conf.ConfigurationException;

/** Makes what knows Matomo's tables. */
final class MatomoSides {
    private MatomoSides() {}

    static MatomoSide create(MatomoSide.Settings settings) {
        return new MatomoReplay(settings);
    }

    static String tablePrefix(Values values) {
        return values.find(MySqlSinkOptions.TABLE_PREFIX)
                .or(() -> values.find(MySqlSinkOptions.MATOMO_HOME).flatMap(MatomoSides::configuredPrefix))
                .orElse("matomo_");
    }

    private static Optional<String> configuredPrefix(Path home) {
        try {
            return MatomoHome.at(home).tablePrefix();
        } catch (IOException e) {
            throw new ConfigurationException(
                    "Matomo's configuration below " + home + " cannot be read: " + e.getMessage(), e);
        }
    }
}
