/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.location.DnsNames;
import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.tracking.api.ApiRules;
import io.github.trackreplay.tracking.plugins.PluginReport;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import io.github.trackreplay.tracking.settings.Access;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Matomo whose tables are written: its applier, its tokens, and whether it may be replayed into. */
public final class DirectMatomo implements Matomo {
    private static final Logger log = LoggerFactory.getLogger(DirectMatomo.class);
    private static final int SECRET_BYTES = 32;

    /** For so long a transaction waits for requests to be prepared; longer ones are prepared outside of it. */
    private static final Duration MOST_WAITING = Duration.ofSeconds(1);

    private final Settings settings;
    private final MatomoHome home;
    private final MatomoApplier applier;
    private @Nullable Access tokens;
    private volatile @Nullable String version;

    /** Connects to nothing. */
    public DirectMatomo(Settings settings) {
        this(settings, InstantSource.system());
    }

    /** As above, sharing what is loaded of the same directory with others. */
    public DirectMatomo(Settings settings, LoadedDefinitions definitions) {
        this(settings, InstantSource.system(), definitions);
    }

    DirectMatomo(Settings settings, InstantSource clock) {
        this(settings, clock, new LoadedDefinitions(homeOf(settings)));
    }

    private DirectMatomo(Settings settings, InstantSource clock, LoadedDefinitions definitions) {
        this.settings = settings;
        this.home = homeOf(settings);
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        this.applier = new MatomoApplier(
                        home, settings.tablePrefix(), clock, new SecretRandomness(secret), this::requireKnownRelease)
                .with(definitions)
                .acceptingPlugins(this::requireAllowedPlugins)
                .takingPages(settings.chatbotSites())
                .acceptingTables(this::refuseWithoutTransactions)
                .acceptingConfiguration(this::requireUsable)
                .preparingWithin(MOST_WAITING);
        if (settings.providerLookups()) {
            applier.lookingUp(new DnsNames(DnsNames.SYSTEM, clock));
        }
    }

    private static MatomoHome homeOf(Settings settings) {
        return settings.home().map(MatomoHome::at).orElseGet(MatomoHome::none);
    }

    @Override
    public RequestApplier applier() {
        return applier;
    }

    @Override
    public synchronized String hashedToken(String token) {
        if (tokens == null) {
            tokens = new Access(configuration().text("General", "salt").orElse(""), Set.of(), Set.of(), Map.of());
        }
        return tokens.hashed(token);
    }

    @Override
    public void find(Connection connection) throws SQLException {
        applier.schema(connection);
    }

    @Override
    public void check(Connection connection) throws SQLException {
        requireHome();
        MatomoSchema schema = applier.schema(connection);
        if (home.root().isEmpty()) {
            log.warn("Matomo's directory is not at hand (matomoHome), so neither its salt nor its tracker settings are"
                    + " known: visitors without a visitor id are told apart differently than Matomo would, tokens are not"
                    + " recognised, and whether Matomo records by itself is not checked.");
        }
        requireTransactions(connection);
        schema.invisibleTables().ifPresent(log::warn);
        schema.missingColumns().ifPresent(log::warn);
        // reads settings and definitions now: a collector that stands by must not begin with that when it is needed
        applier.apply(connection, List.of());
        version = schema.version().toString();
        log.info("Replaying into Matomo {} (tables {}…).", schema.version(), schema.prefix());
    }

    private void requireHome() {
        requireWhole(home.problem());
    }

    private static void requireWhole(Optional<String> problem) {
        if (problem.isPresent()) {
            throw new UnusableSchemaException(
                    "matomoHome (command: --matomo-home) " + problem.get() + " Nothing was written.");
        }
    }

    /** Asked whenever the configuration was read anew: one that is gone or broken must not become Matomo's defaults. */
    private void requireUsable(MatomoHome.Reading reading) {
        requireWhole(reading.problem());
        if (home.root().isPresent() && !settings.allows(Allowance.LIVE_TRACKER) && records(reading.settings())) {
            throw new UnusableSchemaException("Matomo records requests by itself (record_statistics is not 0 in section"
                    + " [Tracker] of " + home.root().get() + "/config/config.ini.php), so everything would be counted"
                    + " twice. Set record_statistics = 0 there, or liveTracker = allowed if only requests are replayed"
                    + " that Matomo did not answer.");
        }
    }

    private void requireTransactions(Connection connection) throws SQLException {
        refuseWithoutTransactions(connection);
        TableEngines.problem(connection, settings.tablePrefix()).ifPresent(log::warn);
    }

    private void refuseWithoutTransactions(Connection connection) throws SQLException {
        if (settings.allows(Allowance.NON_TRANSACTIONAL_TABLES)) {
            return;
        }
        Optional<String> problem = TableEngines.problem(connection, settings.tablePrefix());
        if (problem.isPresent()) {
            throw new UnusableSchemaException(problem.get()
                    + " Or set nonTransactionalTables = allowed (import: --non-transactional-tables) if you accept that."
                    + " Nothing is written until then.");
        }
    }

    private void requireKnownRelease(MatomoSchema schema) {
        Optional<String> unknown = schema.unknownRelease();
        if (unknown.isPresent() && !settings.allows(Allowance.NEWER_MATOMO)) {
            throw new UnusableSchemaException(unknown.get()
                    + " Set newerMatomo = allowed (import: --newer-matomo) to replay by the rules that are known. Nothing was"
                    + " written.");
        }
        unknown.ifPresent(log::warn);
    }

    private void requireAllowedPlugins(PluginReport report) {
        Optional<String> refusal = report.refusal(settings.plugins());
        if (refusal.isPresent()) {
            throw new UnusableSchemaException(refusal.get() + " Set plugins = allowed: " + report.names()
                    + " (import: --allow-plugins) to go on without it. Nothing was written.");
        }
        report.problem().ifPresent(log::warn);
        report.doubt().ifPresent(log::warn);
    }

    @Override
    public Optional<String> version() {
        return Optional.ofNullable(version);
    }

    @Override
    public Optional<ApiRules> apiRules() {
        return applier.settings().map(ApiRules::of);
    }

    /** Whether Matomo's own tracker records, which is its default. */
    public static boolean records(IniFile configuration) {
        String value = configuration.text("Tracker", "record_statistics").orElse("1");
        return !value.isEmpty() && !value.equals("0");
    }

    private IniFile configuration() {
        try {
            return home.configuration();
        } catch (IOException e) {
            throw new UncheckedIOException("Matomo's configuration cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        applier.close(); // location databases are memory-mapped and go with the process
    }
}
