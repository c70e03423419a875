/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import java.util.List;
import java.util.stream.Collectors;

/** Writes {@code docs/matomo-versions.md}: which rule of Matomo's tracker holds on which release, and how that was verified. */
public final class RuleTable {
    /** A release of each kind that differs from the one before. */
    private static final List<String> RELEASES = List.of(
            "4.16", "5.0", "5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.7", "5.8", "5.9", "5.12", "5.13", "6.0");

    private static final String HEAD = """
            # Releases of Matomo

            The release that is installed (option `version_core`) decides which rules of its tracker are followed, from 4.16 to
            %s; older 4.x are replayed by 4.16's rules, not compared. Tables and columns that a rule needs must be there as
            well. What is newer is announced before anything is written: see `newerMatomo` in
            [configuration.md](configuration.md).

            Made of the declarations in `tracking/settings/Rule.java` by `RuleTable`; a test holds it up to date.

            *compared with a running tracker*: the same requests were given to that Matomo, of 5.3 and later to one of 5.3 with
            the changed rules laid over, and the rows are the same (`GoldenTest`). *upstream's test*: the values are those of
            Matomo's own test. *read*: followed by reading its code. Every rule has a test of its name in `ReleaseRulesTest`, and
            where the last column names tests of Matomo's, one in `UpstreamValuesTest`, `UpstreamPrivacyTest`,
            `UpstreamVisitorsTest` or `PageTimeTest` with their values. Such tests were looked for from 5.3 on.
            The releases of 5.4 to 5.12 at which a rule begins are those that followed its pull request; where a
            rule goes by an option, table or column, that is there only from the right release on.

            Of 6.0, a beta, three changes have no row. Its spam prevention is the plugin TrackingSpamPrevention, followed where
            that is active: see [plugins.md](plugins.md). It counts a relative `cdt` ("-1 hour") from the request's time; here
            that is so on every release, the log's time being the request's. Not followed is that a campaign's name must be a
            text: a list in the last of the parameters for it refuses the request, as before 6.0.

            """;

    private RuleTable() {}

    /** The whole text. */
    public static String markdown() {
        StringBuilder text = new StringBuilder(HEAD.formatted(MatomoRelease.NEWEST.shortName()));
        text.append("| rule |")
                .append(RELEASES.stream().map(r -> " " + r + " |").collect(Collectors.joining()))
                .append(" verified | where in Matomo | Matomo's own test whose values ours reproduce |\n|---|")
                .append("---|".repeat(RELEASES.size()))
                .append("---|---|---|\n");
        for (Rule rule : Rule.values()) {
            text.append("| ").append(rule.what().replace("|", "\\|")).append(" |");
            RELEASES.forEach(release -> text.append(rule.isIn(release) ? " yes |" : " |"));
            text.append(' ')
                    .append(rule.verified())
                    .append(" | `")
                    .append(rule.source())
                    .append("` | ")
                    .append(upstreamTests(rule))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String upstreamTests(Rule rule) {
        return rule.upstreamTests().isEmpty() && !rule.isIn("5.2") ? "none found" : rule.upstreamTests();
    }
}
