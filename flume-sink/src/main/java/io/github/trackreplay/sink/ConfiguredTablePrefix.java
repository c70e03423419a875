/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.matomo.MatomoHome;
import io.github.trackreplay.mysql.matomo.TablePrefix;
import io.github.trackreplay.option.Values;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.flume.conf.ConfigurationException;

/** The prefix of Matomo's tables, as a sink is told it. */
final class ConfiguredTablePrefix {
    private ConfiguredTablePrefix() {}

    static String of(Values values) {
        MatomoHome home =
                values.find(MySqlSinkOptions.MATOMO_HOME).map(MatomoHome::at).orElseGet(MatomoHome::none);
        try {
            return TablePrefix.of(values.find(MySqlSinkOptions.TABLE_PREFIX), home);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "Matomo's configuration below "
                            + home.root().map(Path::toString).orElse("") + " cannot be read: " + e.getMessage(),
                    e);
        }
    }
}
