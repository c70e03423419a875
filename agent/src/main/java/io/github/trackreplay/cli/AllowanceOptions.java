/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.AllowedPlugins;
import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.tracking.settings.ChatbotSites;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** In spite of what a command that writes Matomo's tables goes on. */
final class AllowanceOptions {
    @Option(
            names = "--allow-live-tracker",
            description =
                    "Go on although Matomo's own tracker records too (record_statistics = 1): these are only requests that it "
                            + "did not record.")
    private boolean liveTracker;

    @Option(
            names = "--newer-matomo",
            description =
                    "Go on although this Matomo is newer than the newest whose rules are known: some rows may differ from "
                            + "what its own tracker would have written.")
    private boolean newerMatomo;

    @Option(
            names = "--allow-plugins",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Go on although these active plugins of Matomo take part in tracking and are not imitated: what they "
                            + "would add is left out.")
    private List<String> plugins = new ArrayList<>();

    @Option(
            names = "--non-transactional-tables",
            description =
                    "Go on although tables of Matomo know no transactions (MyISAM): after a failure requests are there "
                            + "twice or in part.")
    private boolean nonTransactionalTables;

    /**
     * What applies requests to Matomo's tables, with these allowances.
     *
     * @param chatbotSites to which sites pages belong that AI chatbots fetched
     * @param providerLookups whether the plugin Provider's names of addresses are looked up
     */
    Matomo matomo(LoadedMatomoHome loaded, String prefix, ChatbotSites chatbotSites, boolean providerLookups) {
        return loaded.matomo(
                new Matomo.Settings(loaded.home(), prefix, allowed(), pluginNames(), chatbotSites, providerLookups));
    }

    private Set<Matomo.Allowance> allowed() {
        Set<Matomo.Allowance> allowed = EnumSet.noneOf(Matomo.Allowance.class);
        if (liveTracker) {
            allowed.add(Matomo.Allowance.LIVE_TRACKER);
        }
        if (newerMatomo) {
            allowed.add(Matomo.Allowance.NEWER_MATOMO);
        }
        if (nonTransactionalTables) {
            allowed.add(Matomo.Allowance.NON_TRANSACTIONAL_TABLES);
        }
        return allowed;
    }

    private Set<String> pluginNames() {
        try {
            return plugins.isEmpty() ? Set.of() : AllowedPlugins.names(String.join(",", plugins));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "--allow-plugins: " + e.getMessage() + ".", e);
        }
    }
}
