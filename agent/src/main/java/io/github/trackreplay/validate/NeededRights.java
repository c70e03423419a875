/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The least rights that the agent's account needs on Matomo's tables, each with its reason. Declared here alone: {@code schema}
 * prints them, {@code validate} tries them. Where a few columns are enough, the right is for these.
 */
public final class NeededRights {
    private static final Right READ = new Right("SELECT", List.of());
    private static final Right ADD = new Right("INSERT", List.of());
    private static final Right CHANGE = new Right("UPDATE", List.of());

    /** In the order in which they are printed. */
    private static final List<Need> MATOMO = List.of(
            always("log_visit", "visits are found, written, and go on", READ, ADD, CHANGE),
            always(
                    "log_link_visit_action",
                    "actions; the time on a page is known with the next one",
                    READ,
                    ADD,
                    CHANGE),
            always("log_action", "names of pages, looked up and added; never changed", READ, ADD),
            always("log_conversion", "goals, orders and carts; a cart changes", READ, ADD, CHANGE),
            always("log_conversion_item", "what was ordered; what is in a cart changes", READ, ADD, CHANGE),
            some("log_bot_request", "requests of AI chatbots (Matomo 5.7 and later)", READ, ADD),
            some("log_page_view_time", "time on pages (Matomo 6), which grows", READ, ADD, CHANGE),
            always(
                    "option",
                    "settings and salts are read; the day's salt, which days to archive again, and addresses that"
                            + " TrackingSpamPrevention bans are written",
                    READ,
                    ADD,
                    CHANGE),
            always(
                    "site",
                    "sites are read; a request older than its site moves the site's beginning",
                    READ,
                    new Right("UPDATE", List.of("ts_created"))),
            always("site_url", "which hosts are a site's", READ),
            always("goal", "which goals there are", READ),
            some("custom_dimensions", "which dimensions there are", READ),
            some("site_setting", "settings of sites (Matomo 5.5 and later)", READ),
            some("plugin_setting", "settings of plugins", READ),
            some(
                    "tracking_failure",
                    "Matomo's own list of requests that fail, one of a kind",
                    new Right("SELECT", List.of("idsite", "idfailure")),
                    ADD,
                    CHANGE), // MariaDB asks for it on every column of an INSERT … ON DUPLICATE KEY UPDATE
            some(
                    "user",
                    "whose tokens are a super user's; no password, no address",
                    new Right("SELECT", List.of("login", "superuser_access"))),
            // whole: a column that a later Matomo adds, as secure_only was, must not stay unseen
            some("user_token_auth", "hashes of tokens, to recognise those that requests bring", READ),
            some(
                    "access",
                    "which sites a token that is no super user's may write to",
                    new Right("SELECT", List.of("idsite", "login", "access"))));

    /** On each table of ours. */
    private static final List<Right> OURS = List.of(READ, ADD, CHANGE, new Right("DELETE", List.of()));

    private NeededRights() {}

    /**
     * A right on a table.
     *
     * @param name {@code SELECT}, {@code INSERT}, {@code UPDATE} or {@code DELETE}
     * @param columns for which it is enough; none where the whole table is meant
     */
    public record Right(String name, List<String> columns) {
        /** As it stands in a {@code GRANT}. */
        private String text() {
            return columns.isEmpty() ? name : name + columns.stream().collect(Collectors.joining("`, `", " (`", "`)"));
        }

        /** With the columns that a table has; empty where it was for columns, and the table has none of them. */
        private List<Right> with(Set<String> existing) {
            List<String> there = columns.stream().filter(existing::contains).toList();
            return columns.isEmpty() || !there.isEmpty() ? List.of(new Right(name, there)) : List.of();
        }
    }

    /**
     * What is needed on a table.
     *
     * @param table its name without prefix
     * @param everywhere whether every Matomo has the table
     */
    public record Need(String table, boolean everywhere, String why, List<Right> rights) {}

    private static Need always(String table, String why, Right... rights) {
        return new Need(table, true, why, List.of(rights));
    }

    private static Need some(String table, String why, Right... rights) {
        return new Need(table, false, why, List.of(rights));
    }

    /** What is needed on tables of Matomo's. */
    public static List<Need> ofMatomo() {
        return MATOMO;
    }

    /** What is needed on each table of ours. */
    static List<Right> ofOurs() {
        return OURS;
    }

    /**
     * The statements that give an account what it needs, each below a comment that says why.
     *
     * @param schema the database
     * @param prefix of Matomo's tables
     * @param existing the database's tables with their columns
     * @param ours tables of ours, by full name
     * @param account as it stands in SQL
     */
    public static List<String> grants(
            String schema, String prefix, Map<String, Set<String>> existing, List<String> ours, String account) {
        List<String> lines = new ArrayList<>();
        for (Need need : MATOMO) {
            Set<String> columns = existing.getOrDefault(prefix + need.table(), Set.of());
            List<Right> rights = need.rights().stream()
                    .flatMap(right -> right.with(columns).stream())
                    .toList();
            if (!columns.isEmpty() && !rights.isEmpty()) {
                lines.add("-- " + need.why());
                lines.add(grant(rights, schema, prefix + need.table(), account));
            }
        }
        lines.add("-- our own ledger: what has been taken, what waits, what was rejected");
        ours.forEach(table -> lines.add(grant(OURS, schema, table, account)));
        return lines;
    }

    private static String grant(List<Right> rights, String schema, String table, String account) {
        return "GRANT " + rights.stream().map(Right::text).collect(Collectors.joining(", ")) + " ON `" + schema + "`.`"
                + table + "` TO " + account + ";";
    }
}
