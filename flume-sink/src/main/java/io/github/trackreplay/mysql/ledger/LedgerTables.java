/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of our tables, which {@link LedgerTable} declares.
 *
 * @param prefix Matomo's table prefix ({@code matomo_}); ours is {@code <prefix>trackreplay_}
 */
public record LedgerTables(String prefix) {
    private static final Pattern NAME = Pattern.compile("\\bmatomo_(trackreplay_\\w+)");

    /** The version of these definitions. An older program refuses newer tables. */
    public static final int VERSION = 3;

    public LedgerTables {
        if (!prefix.matches("[A-Za-z0-9_$]*")) {
            throw new IllegalArgumentException("'" + prefix + "' is no table prefix");
        }
    }

    public String progress() {
        return name(LedgerTable.PROGRESS);
    }

    public String stream() {
        return name(LedgerTable.STREAM);
    }

    public String chain() {
        return name(LedgerTable.CHAIN);
    }

    public String file() {
        return name(LedgerTable.FILE);
    }

    public String range() {
        return name(LedgerTable.RANGE);
    }

    public String held() {
        return name(LedgerTable.HELD);
    }

    public String aside() {
        return name(LedgerTable.ASIDE);
    }

    public String rejected() {
        return name(LedgerTable.REJECTED);
    }

    public String loss() {
        return name(LedgerTable.LOSS);
    }

    public String counter() {
        return name(LedgerTable.COUNTER);
    }

    public String collector() {
        return name(LedgerTable.COLLECTOR);
    }

    /** Which streams each collector's configuration lists. */
    public String listed() {
        return name(LedgerTable.LISTED);
    }

    /** What the bytes of log files hash to, at line ends. */
    public String proof() {
        return name(LedgerTable.PROOF);
    }

    /** Packs that contradict what had been taken. */
    public String conflict() {
        return name(LedgerTable.CONFLICT);
    }

    /** Skipped bytes of log files by reason. */
    public String skipped() {
        return name(LedgerTable.SKIPPED);
    }

    /** Ids of requests that have been taken. */
    public String requestId() {
        return name(LedgerTable.REQUEST_ID);
    }

    /** Hashes of requests that nothing else identifies. */
    public String windowHash() {
        return name(LedgerTable.WINDOW_HASH);
    }

    /** Where the lines of pipelines' streams stood that have been taken. */
    public String topicRange() {
        return name(LedgerTable.TOPIC_RANGE);
    }

    /** With which tracker paths ranges were judged, where the file's row does not tell. */
    public String judged() {
        return name(LedgerTable.JUDGED);
    }

    /** Long texts of settings by which ranges were judged. */
    public String setting() {
        return name(LedgerTable.SETTING);
    }

    /** How much other tables hold: of which no account tells, and of what nobody vouches for. */
    public String tally() {
        return name(LedgerTable.TALLY);
    }

    /** Calls of the Tracking API, where requests are sent; made by that sink, and no part of the ledger's version. */
    public String sending() {
        return prefix + "trackreplay_sending";
    }

    /** Who may send; made with {@link #sending}. */
    public String sender() {
        return prefix + "trackreplay_sender";
    }

    /**
     * A statement on our tables.
     *
     * @param text names them as they are with Matomo's usual prefix, so that it can be pasted into a client
     * @param parts what stands for each {@code {}} in the text, in order: numbers, lists of ids, conditions
     * @throws IllegalArgumentException if there are more or fewer of them
     */
    public String sql(String text, Object... parts) {
        String named =
                NAME.matcher(text).replaceAll(name -> Matcher.quoteReplacement("`" + prefix + name.group(1) + "`"));
        StringBuilder sql = new StringBuilder(named.length() + 64);
        int from = 0;
        for (Object part : parts) {
            int at = named.indexOf("{}", from);
            if (at < 0) {
                throw new IllegalArgumentException(parts.length + " parts for the places of: " + text);
            }
            sql.append(named, from, at).append(part);
            from = at + 2;
        }
        if (named.indexOf("{}", from) >= 0) {
            throw new IllegalArgumentException(parts.length + " parts for the places of: " + text);
        }
        return sql.append(named, from, named.length()).toString();
    }

    private String name(LedgerTable table) {
        return table.name(prefix);
    }

    /** All tables' names. */
    public List<String> all() {
        return ofVersion(VERSION);
    }

    /** The tables that a complete ledger of a version has; at most {@link #VERSION}. */
    List<String> ofVersion(int version) {
        return Arrays.stream(LedgerTable.values())
                .filter(table -> table.since() <= version)
                .map(this::name)
                .toList();
    }

    /** The statements that create what does not exist, in this order. */
    public List<String> definitions() {
        return Arrays.stream(LedgerTable.values())
                .map(table -> table.definition(prefix))
                .toList();
    }
}
