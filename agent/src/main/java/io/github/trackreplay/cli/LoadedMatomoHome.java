/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.mysql.matomo.DirectMatomo;
import io.github.trackreplay.mysql.matomo.LoadedDefinitions;
import io.github.trackreplay.mysql.matomo.MatomoHome;
import io.github.trackreplay.mysql.matomo.TablePrefix;
import io.github.trackreplay.validate.UnreadableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the commands need to know of Matomo's directory, if they are told it.
 *
 * @param definitions what is loaded of it, for all who ask
 */
record LoadedMatomoHome(Optional<Path> home, LoadedDefinitions definitions) {
    LoadedMatomoHome(Optional<Path> home) {
        this(home, new LoadedDefinitions(home.map(MatomoHome::at).orElseGet(MatomoHome::none)));
    }

    LoadedMatomoHome {
        if (home.isPresent() && !Files.isDirectory(home.get())) {
            throw new CommandFailure(ExitCode.CONFIGURATION, "--matomo-home: " + home.get() + " is not a directory.");
        }
        home.map(MatomoHome::at).flatMap(MatomoHome::problem).ifPresent(problem -> {
            throw new CommandFailure(ExitCode.CONFIGURATION, "--matomo-home (agent: matomoHome) " + problem);
        });
    }

    /** The table prefix: as given, else that of config.ini.php, else Matomo's usual one. */
    String prefix(Optional<String> given) {
        try {
            return TablePrefix.of(given, home.map(MatomoHome::at).orElseGet(MatomoHome::none));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "--matomo-home: its configuration cannot be read: " + UnreadableFile.reason(e) + ".",
                    e);
        }
    }

    /** What applies requests to its tables. */
    Matomo matomo(Matomo.Settings settings) {
        return new DirectMatomo(settings, definitions);
    }
}
