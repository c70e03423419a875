/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import com.mysql.cj.jdbc.JdbcConnection;
import io.github.trackreplay.tracking.location.HostNames;
import io.github.trackreplay.tracking.plugins.PluginReport;
import io.github.trackreplay.tracking.prepared.Randomness;
import io.github.trackreplay.tracking.settings.ChatbotSites;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which Matomo it is that requests are applied to: its schema, configuration and plugins. Notices when it is upgraded under a running
 * agent, and has others judge what must not be replayed into. Used by one thread at a time.
 */
final class CurrentMatomo {
    private static final Logger log = LoggerFactory.getLogger(CurrentMatomo.class);

    /** How long an upgrade of Matomo may go unnoticed. */
    private static final long LOOK_SECONDS = 30;

    private final MatomoHome home;
    private final String prefix;
    private final InstantSource clock;
    private final Randomness randomness;
    private final Consumer<MatomoSchema> acceptance;
    private DefinitionsReader definitions;
    private Consumer<PluginReport> plugins = report -> {};
    private ChatbotSites chatbotSites = ChatbotSites.NONE;
    private MatomoApplier.TablesJudge tables = connection -> {};
    private Consumer<MatomoHome.Reading> configurations = reading -> {};
    private @Nullable Epoch epoch;
    private long lookedAt;

    /** See {@link MatomoApplier}. */
    CurrentMatomo(
            MatomoHome home,
            String prefix,
            InstantSource clock,
            Randomness randomness,
            Consumer<MatomoSchema> acceptance) {
        this.home = home;
        this.prefix = prefix;
        this.clock = clock;
        this.randomness = randomness;
        this.acceptance = acceptance;
        this.definitions = new DefinitionsReader(new LoadedDefinitions(home));
    }

    /** What is true as long as the connection, and Matomo behind it, is the same. */
    record Epoch(
            Object connection,
            KnownReader reader,
            OrderedTableWriter writer,
            SettingsCache settings,
            MatomoSchema schema,
            ActivePlugins plugins) {}

    /** See {@link MatomoApplier#acceptingPlugins}. */
    void acceptingPlugins(Consumer<PluginReport> judge) {
        plugins = judge;
    }

    /** See {@link MatomoApplier#with}. */
    void with(LoadedDefinitions loaded) {
        definitions = new DefinitionsReader(loaded);
    }

    /** See {@link MatomoApplier#lookingUp}. */
    void lookingUp(HostNames names) {
        definitions.lookingUp(names);
    }

    /** See {@link MatomoApplier#takingPages}. */
    void takingPages(ChatbotSites sites) {
        chatbotSites = sites;
    }

    /** See {@link MatomoApplier#acceptingTables}. */
    void acceptingTables(MatomoApplier.TablesJudge judge) {
        tables = judge;
    }

    /** See {@link MatomoApplier#acceptingConfiguration}. */
    void acceptingConfiguration(Consumer<MatomoHome.Reading> judge) {
        configurations = judge;
    }

    /** What holds behind a connection: read anew when it is another one, and after an upgrade. */
    Epoch at(Connection connection) throws SQLException {
        Object physical =
                connection.isWrapperFor(JdbcConnection.class) ? connection.unwrap(JdbcConnection.class) : connection;
        if (epoch == null || epoch.connection() != physical || isUpgraded(connection, epoch)) {
            MatomoSchema schema = MatomoSchema.read(connection, prefix);
            IniFile configuration = configuration();
            ActivePlugins active = ActivePlugins.read(connection, prefix, home);
            acceptance.accept(schema);
            plugins.accept(active.judge(schema, home));
            sayWhatChanged(schema, active);
            lookedAt = clock.instant().getEpochSecond();
            epoch = new Epoch(
                    physical,
                    new KnownReader(schema),
                    new OrderedTableWriter(schema),
                    new SettingsCache(
                            new SettingsReader(schema, configuration, chatbotSites), definitions, schema, randomness),
                    schema,
                    active);
        }
        return epoch;
    }

    private void sayWhatChanged(MatomoSchema schema, ActivePlugins active) {
        if (epoch != null && !epoch.schema().version().equals(schema.version())) {
            log.info(
                    "Matomo was upgraded from {} to {}: its rules hold from now on.",
                    epoch.schema().version(),
                    schema.version());
        }
        if (epoch != null && !epoch.plugins().equals(active)) {
            log.info("Plugins of Matomo were switched on, switched off or updated: {}.", active.since(epoch.plugins()));
        }
    }

    /** Whether Matomo's release or a plugin is another one than it was: looked at once in half a minute. */
    private boolean isUpgraded(Connection connection, Epoch before) throws SQLException {
        long now = clock.instant().getEpochSecond();
        if (now - lookedAt < LOOK_SECONDS && now >= lookedAt) {
            return false;
        }
        tables.judge(connection);
        boolean upgraded =
                !MatomoSchema.version(connection, prefix).equals(before.schema().version())
                        || !ActivePlugins.read(connection, prefix, home).equals(before.plugins());
        lookedAt = upgraded ? lookedAt : now;
        return upgraded;
    }

    private IniFile configuration() {
        try {
            MatomoHome.Reading reading = home.reading();
            configurations.accept(reading);
            return reading.settings();
        } catch (IOException e) {
            throw new UncheckedIOException("Matomo's configuration cannot be read: " + e.getMessage(), e);
        }
    }
}
