/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.AllowedPlugins;
import io.github.trackreplay.mysql.MatomoSide;
import io.github.trackreplay.mysql.matomo.LoadedDefinitions;
import io.github.trackreplay.mysql.matomo.MatomoHome;
import io.github.trackreplay.mysql.matomo.MatomoReplay;
import io.github.trackreplay.mysql.matomo.TablePrefix;
import io.github.trackreplay.tracking.settings.ChatbotSites;
import io.github.trackreplay.validate.UnreadableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the commands need to know of Matomo's directory, if they are told it.
 *
 * @param definitions what is loaded of it, for all who ask
 */
record MatomoInstallation(Optional<Path> home, LoadedDefinitions definitions) {
    MatomoInstallation(Optional<Path> home) {
        this(home, new LoadedDefinitions(home.map(MatomoHome::at).orElseGet(MatomoHome::none)));
    }

    MatomoInstallation {
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

    /**
     * What applies requests to Matomo's tables.
     *
     * @param anyTables also to those of which the database can take nothing back
     * @param plugins active plugins that may be left out although they take part in tracking
     * @param chatbotSites to which sites pages belong that AI chatbots fetched
     * @param providerLookups whether the plugin Provider's names of addresses are looked up
     */
    MatomoSide side(
            String prefix,
            boolean liveTrackerAllowed,
            boolean newerMatomoAllowed,
            boolean anyTables,
            List<String> plugins,
            ChatbotSites chatbotSites,
            boolean providerLookups) {
        MatomoSide.Settings settings = new MatomoSide.Settings(
                home,
                prefix,
                liveTrackerAllowed,
                newerMatomoAllowed,
                anyTables,
                names(plugins),
                chatbotSites,
                providerLookups);
        return new MatomoReplay(settings, definitions);
    }

    private static Set<String> names(List<String> plugins) {
        try {
            return plugins.isEmpty() ? Set.of() : AllowedPlugins.names(String.join(",", plugins));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "--allow-plugins: " + e.getMessage() + ".", e);
        }
    }
}
