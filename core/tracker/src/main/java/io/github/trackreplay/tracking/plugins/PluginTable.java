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

            The marketplace's list (of April 2022, 95 plugins, the newest that could be had) was gone through for free plugins that take part.
            Those found are in the table, with why each is imitated or not: thirteen by their source, the others by their description.

            A plugin that is not in this list is judged by what is at hand: its folder below Matomo's `plugins` (dimensions with
            a column, request processors, actions and places of its own, hooks of the tracker, `isTrackerPlugin`), and columns of
            the log tables that nothing else explains. Where its folder is not at hand and no column tells, nobody can say: it is named
            before the first row, by `validate`, the agent's start, `import` and `status`, and counts as one that takes no part. To know
            it, copy Matomo's directory `plugins` to `matomoHome`; or look yourself, on the machine that has it:

                grep -rlE "Tracker\\.[a-zA-Z]|RequestProcessor|columnType|isTrackerPlugin|extends .*(Action|LocationProvider)" plugins/NAME

            names the files to read, or nothing. Requests for actions of such a plugin's own (`ca=1`) are set aside as
            `plugin:NAME`, or `plugin:unknown` where several are active; without one Matomo refuses them, and so is done here
            (`inactive-plugin`).

            ## Handing them to Matomo itself

            With `pluginRequests = https://…/matomo.php` the sink sends what is set aside so to a Tracking API of the same Matomo, in its
            order, once the rows of its visit are committed, so that the plugin finds the visit. What Matomo answers is booked as of any
            other request; what it refuses stays rejected. While the endpoint fails, or its answers cannot be booked, they wait and nothing
            else does. A call of which no answer came is sent again, and is booked as perhaps counted twice (at most 50 requests in each of 2 calls): `trackreplay
            status`. A request with which Matomo itself meets an error is found, and stays rejected (`breaks-endpoint`); the others go on. What an import sets aside is
            handed on by the running agent.

            That Matomo must record, although `record_statistics = 0` keeps all others from it. Matomo reads another file for
            another host name: give the endpoint one of its own (`tracker-internal.example`), reachable from the collector only, copy
            `config/config.ini.php` to `config/tracker-internal.example.config.ini.php`, and set `record_statistics = 1` there and nowhere
            else. `trackreplay validate` asks the endpoint whether it counts, and whether it accepts the token.

            ## The plugins

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
