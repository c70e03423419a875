/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import io.github.trackreplay.tracking.api.ApiRules;
import io.github.trackreplay.tracking.settings.ChatbotSites;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Everything that the replay engine needs of Matomo and must not know: how requests become rows, and its settings. */
public interface Matomo extends AutoCloseable {
    /** Applies requests; belongs to one engine. */
    RequestApplier applier();

    /** A token's replacement in everything that we store: it still proves the same to the applier. */
    String hashedToken(String token);

    /**
     * Checks, once per start, that the database can be replayed into: a known schema, tables that transactions hold for, no
     * live tracker that counts the same requests; unless that is allowed.
     *
     * @throws SQLException if the database cannot be asked
     * @throws RuntimeException with sentences for the administrator if it must not be replayed into
     */
    void check(Connection connection) throws SQLException;

    /**
     * Looks for Matomo's own tables, before anything is made beside them; nothing where they are elsewhere.
     *
     * @throws SQLException if the database cannot be asked
     * @throws RuntimeException with sentences for the administrator if there are none
     */
    default void find(Connection connection) throws SQLException {}

    /** The version of the Matomo that was checked; empty before that. May be called by any thread. */
    default Optional<String> version() {
        return Optional.empty();
    }

    /**
     * Of a way into Matomo that cannot take back what it has sent: sendings more than one of requests that each may have been
     * counted, since the start; empty for others. May be called by any thread.
     */
    default OptionalLong perhapsTwice() {
        return OptionalLong.empty();
    }

    /** What is to be known to call this Matomo's Tracking API; empty before the check. May be called by any thread. */
    default Optional<ApiRules> apiRules() {
        return Optional.empty();
    }

    @Override
    void close();

    /** What an administrator may allow, because he knows better. */
    enum Allowance {
        /** Matomo's own tracker may record as well. */
        LIVE_TRACKER,
        /** A Matomo may be replayed into that is newer than the newest whose rules are known. */
        NEWER_MATOMO,
        /** Tables may be written of which the database can take nothing back. */
        NON_TRANSACTIONAL_TABLES
    }

    /**
     * Where a Matomo comes from.
     *
     * @param home Matomo's directory, if it is at hand
     * @param tablePrefix prefix of Matomo's tables
     * @param allowed what would be refused otherwise
     * @param plugins active plugins of Matomo that may be left out although they take part in tracking
     * @param chatbotSites to which sites pages belong that AI chatbots fetched
     * @param providerLookups whether the plugin Provider's names of addresses are looked up
     */
    record Settings(
            Optional<Path> home,
            String tablePrefix,
            Set<Allowance> allowed,
            Set<String> plugins,
            ChatbotSites chatbotSites,
            boolean providerLookups) {
        public Settings {
            allowed = Set.copyOf(allowed);
            plugins = Set.copyOf(plugins);
        }

        /** Nothing of a plugin may be left out, and Matomo's own URLs of sites say to which site a page belongs. */
        public Settings(Optional<Path> home, String tablePrefix, Allowance... allowed) {
            this(home, tablePrefix, Set.of(allowed), Set.of(), ChatbotSites.NONE, false);
        }

        /** Whether that is allowed. */
        public boolean allows(Allowance what) {
            return allowed.contains(what);
        }
    }

    /** Makes them; connects to nothing. */
    interface Factory {
        Matomo create(Settings settings);
    }
}
