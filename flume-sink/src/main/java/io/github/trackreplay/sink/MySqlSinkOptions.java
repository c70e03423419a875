/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.metrics.MetricsOptions;
import io.github.trackreplay.mysql.AllowedPlugins;
import io.github.trackreplay.mysql.DatabaseAddress;
import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.option.Option;
import io.github.trackreplay.option.OptionSet;
import io.github.trackreplay.option.Problem;
import io.github.trackreplay.option.Values;
import io.github.trackreplay.order.ToCome;
import io.github.trackreplay.signature.KeyFile;
import io.github.trackreplay.signature.SigningKeys;
import io.github.trackreplay.tracking.settings.ChatbotSites;
import io.github.trackreplay.trackingapi.SendingLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The settings of {@link MySqlSink}. */
public final class MySqlSinkOptions {
    public static final Option<String> URL = Option.of(
                    "url",
                    "jdbc:mysql://host[:port]/database",
                    "Where Matomo's database is. Options of MySQL Connector/J may follow after a question mark.",
                    MySqlSinkOptions::jdbcUrl)
            .shownBy(DatabaseAddress::masked)
            .mandatory();

    public static final Option<String> USER = Option.text(
                    "user", "The database user. 'trackreplay schema' prints the" + " grants that it needs.")
            .mandatory();

    public static final Option<String> PASSWORD = Option.text(
                    "password",
                    "The database user's password. Keep it out of the file with Flume's configuration filters:"
                            + " ${env['DB_PASSWORD']}.")
            .orElse("");

    public static final Option<Integer> POOL_SIZE = Option.number(
                    "poolSize", 1, 64, "Most database connections at a time.")
            .orElse("3");

    public static final Option<String> TABLE_PREFIX = Option.of(
            "tablePrefix",
            "text",
            "Prefix of Matomo's tables; ours begin with it too. Without it config.ini.php below matomoHome tells,"
                    + " or else matomo_ is meant.",
            MySqlSinkOptions::prefix);

    public static final Option<Path> MATOMO_HOME = Option.path(
            "matomoHome",
            "Matomo's directory or a copy of it: config/config.ini.php gives salt, prefix and tracker settings,"
                    + " vendor/matomo the definitions of devices and search engines.");

    public static final Option<Integer> BATCH_SIZE = Option.number(
                    "batchSize",
                    1,
                    1_000_000,
                    "Most requests that one database transaction takes, and applies. Where it is more than 10000, the first"
                            + " transactions take so many, and later ones as many as are done within some 4 s: others wait meanwhile.")
            .orElse("20000");

    public static final Option<Integer> BATCH_EVENTS = Option.number(
            "batchEvents",
            1,
            100_000,
            "Most events that one transaction takes; the channel's transactionCapacity must not be less. Not set: 100, or as"
                    + " many as the channel's transactionCapacity allows, at most 200.");

    public static final Option<Long> BATCH_BYTES = Option.bytes(
                    "batchBytes",
                    "Most bytes of requests, uncompressed, that one transaction takes, but at least one event.")
            .orElse("16 MiB");

    public static final Option<Boolean> CREATE_TABLES = Option.flag(
                    "createTables", "Creates our own tables where they are missing. The user needs the right to.")
            .orElse("false");

    /** Whether Matomo's own tracker may record as well. */
    public enum LiveTracker {
        REFUSED,
        ALLOWED
    }

    public static final Option<LiveTracker> LIVE_TRACKER = Option.choice(
                    "liveTracker",
                    LiveTracker.class,
                    "Whether Matomo's own tracker may record too (record_statistics = 1). It would count every request a"
                            + " second time, unless statuses limits the replay to what it did not answer.")
            .orElse("refused");

    /** Whether a Matomo may be replayed into that is newer than all whose rules are known. */
    public enum NewerMatomo {
        REFUSED,
        ALLOWED
    }

    public static final Option<NewerMatomo> NEWER_MATOMO = Option.choice(
                    "newerMatomo",
                    NewerMatomo.class,
                    "Whether to replay into a Matomo that is newer than the newest whose rules are known, by the rules of"
                            + " that one. Some rows may then differ from its own.")
            .orElse("refused");

    /** Whether tables may be written of which the database can take nothing back. */
    public enum NonTransactionalTables {
        REFUSED,
        ALLOWED
    }

    public static final Option<NonTransactionalTables> NON_TRANSACTIONAL_TABLES = Option.choice(
                    "nonTransactionalTables",
                    NonTransactionalTables.class,
                    "Whether to write to tables whose engine knows no transactions (MyISAM): after a failure requests are"
                            + " there twice or in part. The remedy is ALTER TABLE … ENGINE=InnoDB.")
            .orElse("refused");

    public static final Option<Set<String>> PLUGINS = Option.of(
            "plugins",
            "allowed: NAME, NAME",
            "Active plugins of Matomo that may be left out although they take part in tracking and are not imitated"
                    + " (docs/plugins.md): their columns stay empty and requests for them are set aside. Without it such"
                    + " a plugin stops the sink before anything is written.",
            AllowedPlugins::parse);

    public static final Option<Statuses> STATUSES = Option.of(
            "statuses",
            "HTTP statuses (500 502-504 5xx), or all",
            "Replays only requests that were answered with one of these; what was logged without a status is replayed."
                    + " Without it all are but those that the web server answered so that the browser asks again (301, 302, 303,"
                    + " 307, 308, 401 and the like) or that it refused before they reached the tracker (403, 405, 413, 414, 429 and"
                    + " the like): these are skipped and counted. all replays them too. What a wrong setting skipped comes back by"
                    + " 'trackreplay reprocess --statuses'.",
            MySqlSinkOptions::statuses);

    public static final Option<SiteFilter> SITES = Option.of(
            "sites",
            "numbers (1 2), with a minus those to be left out (-3)",
            "Replays only requests of these sites of Matomo, or of all but some. The others are skipped, counted as"
                    + " other-site; 'trackreplay reprocess --sites' brings them later.",
            text -> SiteFilter.parse(SiteFilter.words(text)));

    public static final Option<HostFilter> HOSTS = Option.of(
            "hosts",
            "names (stats.example *.shop.example), with a minus those to be left out",
            "Replays only requests that browsers sent to these hosts, as the log has them (Host), or to all but some: for several"
                    + " Matomo behind the same frontends. The others are skipped, counted as other-host, and as no-host where the"
                    + " log has none; 'trackreplay reprocess --hosts all' brings them later.",
            text -> HostFilter.parse(SiteFilter.words(text)));

    /** Whether names of addresses are looked up. */
    public enum ProviderLookups {
        ON,
        OFF
    }

    public static final Option<ProviderLookups> PROVIDER_LOOKUPS = Option.choice(
                    "providerLookups",
                    ProviderLookups.class,
                    "Where Matomo's plugin Provider is active: whether the names of new visits' addresses are looked up (DNS), as it"
                            + " does. A look-up takes 1.5 s at most for each name server of the machine; off leaves location_provider empty.")
            .orElse("on");

    public static final Option<Map<String, Integer>> CHATBOT_SITES = Option.of(
            "chatbotSites",
            "HOST=SITE HOST=SITE *=SITE",
            "Of pages that AI chatbots fetched (the source's chatbotPages): the site that a host's pages belong to, * for all"
                    + " hosts that neither this list nor Matomo's own site URLs know, and for logs that say no host.",
            text -> ChatbotSites.parse(List.of(text.trim().split("\\s+"))));

    public static final Option<List<String>> STREAMS = Option.words(
            "streams",
            "Names of all frontends' streams; others are set aside (unlistedStreams). A listed one that is silent holds the order and completeness, also if old"
                    + " logs of it are imported; without a list a stream is waited for from its first event on.");

    /** What becomes of a stream that is not listed. */
    public enum UnlistedStreams {
        ASIDE,
        TAKEN
    }

    public static final Option<UnlistedStreams> UNLISTED_STREAMS = Option.choice(
                    "unlistedStreams",
                    UnlistedStreams.class,
                    "With streams set, what becomes of packs of other streams: aside keeps them in the database, applied to"
                            + " nothing and waited for by nobody, until the stream is listed and 'trackreplay stream resume'"
                            + " has them replayed; taken replays them.")
            .orElse("aside");

    public static final Option<SigningKeys> SIGNING_KEYS = KeyFile.option(
            "signingKeys",
            "File of the keys with which the frontends' interceptors sign (their signingKeys), all streams in one file, one key"
                    + " a line: stream, name of the key, secret in Base64. Of several keys of a stream each is accepted. With"
                    + " it, packs that are not signed by a key of their stream are kept as rejected and never taken.");

    /** What becomes of packs that nobody signed and whose range nothing proves. */
    public enum UnprovenPacks {
        REFUSED,
        TAKEN
    }

    public static final Option<UnprovenPacks> UNPROVEN_PACKS = Option.choice(
                    "unprovenPacks",
                    UnprovenPacks.class,
                    "Whether packs are taken that are not signed and do not prove all bytes of their range, as those of agents before"
                            + " version 0.2: somebody who reaches the port could hide requests by such a range. Refused ones are kept as"
                            + " rejected (unproven-range).")
            .orElse("refused");

    public static final Option<Duration> MAX_HOLD = Option.duration(
                    "maxHold",
                    "How long the order waits for a stream or a gap that does not move, or that lies further than this behind"
                            + " the other streams and comes no nearer (its clock is behind). Then it goes on without; what"
                            + " comes after all is late. A stream that says that it still looks at its backlog, or works it"
                            + " off, is waited for up to 24 h.")
            .orElse("10 m");

    public static final Option<Long> MAX_HOLD_BYTES = Option.bytes(
                    "maxHoldBytes",
                    "How much may be held back in the database before the order goes on without waiting.")
            .orElse("10 GiB");

    public static final Option<Long> MAX_ASIDE_BYTES = Option.bytes(
                    "maxAsideBytes",
                    "How much may be kept in the database of what nobody vouches for: events that are refused or cannot be"
                            + " read, packs of streams that are not listed, packs that contradict what had been taken. What"
                            + " names no stream that is waited for has half of it. Beyond that such is counted and said, not kept;"
                            + " nothing of it counts as taken, so its logs can be read again. To make room:"
                            + " trackreplay rejected discard")
            .orElse("1 GiB");

    public static final Option<Duration> MAX_FUTURE = Option.duration(
                    "maxFuture",
                    "Requests whose time lies further in the future are rejected (future-time). Set that frontend's clock"
                            + " right; once their time has passed: trackreplay rejected replay --reason future-time. A possible"
                            + " loss that ends further in the future ends now")
            .orElse("10 m");

    public static final Option<Integer> MAX_BULK_REQUESTS = Option.number(
                    "maxBulkRequests",
                    0,
                    Integer.MAX_VALUE,
                    "Most requests of one bulk call without a token that counts (token_auth of somebody with write access; without"
                            + " Matomo's salt none is known); 0: any number. A larger call, which would hold everybody else up, is"
                            + " kept as rejected as a whole (bulk-too-many); 'trackreplay rejected replay --reason bulk-too-many'"
                            + " applies it, and an import takes any number. Matomo's JavaScript sends at most 50 in a call, its apps"
                            + " 20. A server of yours that sends more should send a token with it.")
            .orElse("1000");

    public static final Option<Integer> MAX_REJECTS_IN_ROW = Option.number(
                    "maxRejectsInRow",
                    0,
                    Integer.MAX_VALUE,
                    "After so many lines that cannot be read a stream of which nothing could be read yet stops until the"
                            + " operator lets it go on; 0: never.")
            .orElse("1000");

    public static final Option<Long> HOLD_MEMORY = Option.bytes(
                    "holdMemory", "How much memory may hold requests that are held back in the database.")
            .orElse("32 MiB");

    public static final Option<Duration> LEDGER_RETENTION = Option.duration(
                    "ledgerRetention",
                    "How long the ledger remembers a log file that is not read any more. What is read again of an older"
                            + " one is refused (older-than-ledger), not applied again.")
            .orElse("400 d");

    public static final Option<Duration> IDENTITY_WINDOW = Option.duration(
                    "identityWindow",
                    "Of what other sources carry, and of requests with an id in the line: for how long behind what has been"
                            + " reached each request is remembered, about 7 bytes each. Longer than a shipper's retries and a"
                            + " topic's retention: what a stream sends from before that is set aside (older-than-ledger).")
            .orElse("8 d");

    public static final Option<Duration> PIPELINE_IDLE = Option.duration(
                    "pipelineIdle",
                    "Other sources do not say that there is nothing. After how long without requests a stream of theirs is taken"
                            + " to have nothing from before that, so that the order does not wait for it. Longer than a shipper"
                            + " keeps lines back.")
            .orElse("60 s");

    public static final Option<Path> COMMIT_FILE = Option.path(
            "commitFile",
            "Where the number of the last commit is kept, so that a restored database is noticed. Default:"
                    + " trackreplay-<sink>.commit in the agent's working directory.");

    public static final OptionSet OPTIONS = new OptionSet(
            "MySqlSink",
            List.of(
                    URL,
                    USER,
                    PASSWORD,
                    POOL_SIZE,
                    TABLE_PREFIX,
                    MATOMO_HOME,
                    CREATE_TABLES,
                    LIVE_TRACKER,
                    NEWER_MATOMO,
                    NON_TRANSACTIONAL_TABLES,
                    PLUGINS,
                    PluginRequestOptions.PLUGIN_REQUESTS,
                    PluginRequestOptions.TOKEN,
                    PluginRequestOptions.SITE,
                    PluginRequestOptions.TRUSTSTORE,
                    PluginRequestOptions.TRUSTSTORE_PASSWORD,
                    STATUSES,
                    SITES,
                    HOSTS,
                    CHATBOT_SITES,
                    PROVIDER_LOOKUPS,
                    STREAMS,
                    UNLISTED_STREAMS,
                    SIGNING_KEYS,
                    UNPROVEN_PACKS,
                    MAX_HOLD,
                    MAX_HOLD_BYTES,
                    MAX_ASIDE_BYTES,
                    MAX_FUTURE,
                    MAX_BULK_REQUESTS,
                    MAX_REJECTS_IN_ROW,
                    BATCH_SIZE,
                    BATCH_EVENTS,
                    BATCH_BYTES,
                    HOLD_MEMORY,
                    LEDGER_RETENTION,
                    IDENTITY_WINDOW,
                    PIPELINE_IDLE,
                    COMMIT_FILE,
                    MetricsOptions.PORT,
                    MetricsOptions.BIND,
                    MetricsOptions.USERS),
            List.of("type", "channel"));

    private MySqlSinkOptions() {}

    /** Reads and checks the settings, also across them. */
    public static Values read(String prefix, Map<String, String> settings) {
        Values values = OPTIONS.read(prefix, settings);
        List<Problem> further = new ArrayList<>();
        values.find(MATOMO_HOME)
                .filter(home -> !java.nio.file.Files.isDirectory(home))
                .ifPresent(home -> further.add(
                        new Problem(values.nameOf(MATOMO_HOME), "'" + home + "' is no directory on this machine.")));
        further.addAll(PluginRequestOptions.problems(values));
        return values.with(further);
    }

    /** @throws IllegalArgumentException with a sentence, to stand behind the text */
    public static Statuses statuses(String text) {
        return Statuses.parse(text);
    }

    static String jdbcUrl(String text) {
        DatabaseAddress.problem(text).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return text;
    }

    static String prefix(String text) {
        if (!text.matches("[A-Za-z0-9_$]*")) {
            throw new IllegalArgumentException("may only hold letters, digits and underscores.");
        }
        return text;
    }

    static WriterPool.Settings database(Values values) {
        return new WriterPool.Settings(values.get(URL), values.get(USER), values.get(PASSWORD), values.get(POOL_SIZE));
    }

    static SendingLedger sendingLedger(Values values, String tablePrefix, String collector) {
        return new SendingLedger(database(values), tablePrefix, collector, values.get(CREATE_TABLES));
    }

    /** What would be refused otherwise. */
    static Set<Matomo.Allowance> allowed(Values values) {
        Set<Matomo.Allowance> allowed = EnumSet.noneOf(Matomo.Allowance.class);
        if (values.get(LIVE_TRACKER) == LiveTracker.ALLOWED) {
            allowed.add(Matomo.Allowance.LIVE_TRACKER);
        }
        if (values.get(NEWER_MATOMO) == NewerMatomo.ALLOWED) {
            allowed.add(Matomo.Allowance.NEWER_MATOMO);
        }
        if (values.get(NON_TRANSACTIONAL_TABLES) == NonTransactionalTables.ALLOWED) {
            allowed.add(Matomo.Allowance.NON_TRANSACTIONAL_TABLES);
        }
        return allowed;
    }

    static ChatbotSites chatbotSites(Values values) {
        SiteFilter sites = values.find(SITES).orElse(SiteFilter.ALL);
        return new ChatbotSites(values.find(CHATBOT_SITES).orElse(Map.of()), sites.only(), sites.not());
    }

    static ReplayPolicy policy(Values values) {
        return new ReplayPolicy(
                ReplayPolicy.Role.COLLECTOR,
                new ReplayPolicy.Streams(
                        new HashSet<>(values.find(STREAMS).orElse(List.of())),
                        ToCome.UNKNOWN,
                        values.get(UNLISTED_STREAMS) == UnlistedStreams.TAKEN),
                choice(values),
                new ReplayPolicy.Waits(
                        values.get(MAX_HOLD),
                        values.get(PIPELINE_IDLE),
                        ReplayPolicy.DEFAULT.waits().patience()),
                new ReplayPolicy.Limits(
                        values.get(BATCH_SIZE),
                        values.get(HOLD_MEMORY),
                        values.get(MAX_HOLD_BYTES),
                        values.get(MAX_ASIDE_BYTES),
                        values.get(MAX_FUTURE),
                        values.get(MAX_BULK_REQUESTS),
                        values.get(MAX_REJECTS_IN_ROW)),
                new ReplayPolicy.Retention(values.get(LEDGER_RETENTION), values.get(IDENTITY_WINDOW)));
    }

    private static ReplayPolicy.Choice choice(Values values) {
        return new ReplayPolicy.Choice(
                values.find(STATUSES).orElse(Statuses.DEFAULT),
                values.find(SITES).orElse(SiteFilter.ALL).of(values.find(HOSTS).orElse(HostFilter.ALL)),
                LeftOut.NOTHING,
                ReplayPolicy.Late.APPLY);
    }
}
