/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins;

import io.github.trackreplay.tracking.plugins.campaigns.CampaignRule;
import java.util.Locale;

/** Writes {@code docs/plugins.md}: which plugins of Matomo take part in tracking, and which of them are imitated. */
public final class PluginTable {
    private static final String HEAD = """
            # Plugins of Matomo

            What is part of Matomo itself is followed by its release: see [matomo-versions.md](matomo-versions.md). This page is
            about plugins that are not. An active one that takes part in tracking and is not imitated stops the replay before
            anything is written, unless the setting `plugins` (import: `--allow-plugins`) names it: see
            [configuration.md](configuration.md). Requests that are for such a plugin alone are then set aside with the reason
            `plugin:NAME` and can be brought back by `trackreplay rejected replay`.

            A plugin that is not in this list is judged by what is at hand: its folder below Matomo's `plugins` (dimensions with
            a column, request processors, actions of its own, hooks of the tracker, `isTrackerPlugin`), and columns of
            the log tables that nothing else explains. Requests for actions of such a plugin's own (`ca=1`) are set aside as
            `plugin:NAME`, or `plugin:unknown` where several are active; without one Matomo refuses them, and so is done here
            (`inactive-plugin`).

            Made of the declarations in `tracking/plugins/PluginCatalog.java` by `PluginTable`; a test holds it up to date.

            | plugin | | what it adds | why, and which releases |
            |---|---|---|---|
            """;

    private static final String RULES = """

            ## Releases of MarketingCampaignsReporting

            | since | rule | verified |
            |---|---|---|
            """;

    private PluginTable() {}

    /** The whole text. */
    public static String markdown() {
        StringBuilder text = new StringBuilder(HEAD);
        for (KnownPlugin plugin : PluginCatalog.all()) {
            row(text, plugin.name(), plugin.standing().toString(), plugin.adds(), plugin.why());
        }
        text.append(RULES);
        for (CampaignRule rule : CampaignRule.values()) {
            row(text, rule.since().toString(), rule.what(), rule.verified().toString());
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String... cells) {
        for (String cell : cells) {
            text.append(String.format(Locale.ROOT, "| %s ", cell.replace("|", "\\|")));
        }
        text.append("|\n");
    }
}
