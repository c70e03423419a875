/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.option.OptionSet;
import io.github.trackreplay.option.Values;
import io.github.trackreplay.sink.BatchGoal;
import io.github.trackreplay.sink.LeftOut;
import io.github.trackreplay.sink.MySqlSinkOptions;
import io.github.trackreplay.sink.ReplayPolicy;
import io.github.trackreplay.sink.SiteFilter;
import io.github.trackreplay.sink.Statuses;
import io.github.trackreplay.source.tail.OneShotReader;
import io.github.trackreplay.source.tail.TailSettings;
import io.github.trackreplay.trackingapi.ApiSettings;
import io.github.trackreplay.validate.AgentSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How an import reads and replays. */
final class ReplayOptions {
    private static final io.github.trackreplay.option.Option<Duration> PATIENCE =
            io.github.trackreplay.option.Option.duration("patience", "");

    @Option(
            names = "--create-tables",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Whether our own tables are created if they are missing. Default: yes")
    private boolean createTables;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description =
                    "Requests in a transaction, at most about. Default: 20000; with a heap of 700 MiB or more up to"
                            + " 60000, as long as a transaction takes no more than some 4 s")
    private Optional<Integer> batchSize = Optional.empty();

    @Mixin
    private LogOptions logs;

    @Mixin
    private ChatbotOptions chatbots;

    @Mixin
    private TrackingApiOptions trackingApi;

    @Option(
            names = "--provider-lookups",
            description =
                    "Look up the names of new visits' addresses where Matomo's plugin Provider is active. Names are those of "
                            + "today, and the import takes longer. Default: location_provider stays empty.")
    private boolean providerLookups;

    @Option(
            names = "--allow-no-calls",
            description = "Import logs whose first 10,000 lines hold no call of one of the paths.")
    private boolean noCallsAllowed;

    @Option(
            names = "--statuses",
            paramLabel = "STATUSES",
            description =
                    "Import only requests that were answered with one of these HTTP statuses (500 502-504 5xx), for "
                            + "logs of which Matomo recorded the others; all for every one. Default: all but those that "
                            + "the web server redirected (301 302 ...) or refused (403 413 429 ...)")
    private String statuses = "";

    @Option(
            names = "--last-line",
            paramLabel = "leave|take",
            description =
                    "What to do with a last line that has no line end. It may be cut, so it is left, and taken when "
                            + "the complete file is imported. 'take' if it is complete as it is. Default: leave")
    private OneShotReader.LastLine lastLine = OneShotReader.LastLine.LEAVE;

    @Mixin
    private AllowanceOptions allowances;

    @Mixin
    private SiteOptions sites;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            defaultValue = "10 m",
            description =
                    "How long the import waits for a database that is away, read-only or restarted, or that breaks off "
                            + "what is done, before it gives up. Default: ${DEFAULT-VALUE}")
    private String patience;

    /** How many requests the transactions are to hold. */
    BatchGoal batch(DatabaseOptions database) {
        if (batchSize.isEmpty() && trackingApi(database).isPresent()) {
            return BatchGoal.of(trackingApi.batch());
        }
        if (batchSize.isEmpty()) {
            return BatchGoal.inHeap(Runtime.getRuntime().maxMemory());
        }
        if (batchSize.get() < 1) {
            throw new CommandFailure(ExitCode.USAGE, "--batch-size must be at least 1.");
        }
        return BatchGoal.of(batchSize.get());
    }

    /** How Matomo's Tracking API is called; empty: its tables are written. */
    Optional<ApiSettings> trackingApi(DatabaseOptions database) {
        return trackingApi.settings(database);
    }

    OneShotReader.LastLine lastLine() {
        return lastLine;
    }

    boolean createTables() {
        return createTables;
    }

    LogOptions logs() {
        return logs;
    }

    /** Whether logs without a tracker call among their first lines are refused. */
    boolean callsExpected() {
        return !noCallsAllowed && !logs.chatbotPages();
    }

    /** What applies requests to Matomo's tables. */
    Matomo matomo(LoadedMatomoHome loaded, String prefix) {
        SiteFilter chosen = sites.chosen();
        return allowances.matomo(loaded, prefix, chatbots.of(chosen.only(), chosen.not()), providerLookups);
    }

    TailSettings tailSettings() {
        return logs.tailSettings();
    }

    Duration patience() {
        Values values =
                new OptionSet("import", List.of(PATIENCE), List.of()).read("--", Map.of(PATIENCE.name(), patience));
        if (!values.problems().isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, values.explanation());
        }
        return values.get(PATIENCE);
    }

    /** Takes what an agent has, where the command line does not say otherwise. */
    void byDefault(AgentLogs agent, Predicate<String> given) {
        logs.byDefault(agent, given);
        statuses = given.test("--statuses") ? statuses : agent.statuses().orElse("");
    }

    /** Never takes what an agent's sink leaves to another Matomo, unless the command line says so. */
    void onlyWhatIsOf(AgentSettings agent, Predicate<String> given) {
        sites.byDefault(agent, given);
    }

    private Statuses statuses() {
        try {
            return statuses.isBlank() ? ReplayPolicy.DEFAULT.choice().statuses() : MySqlSinkOptions.statuses(statuses);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "--statuses: '" + statuses + "' " + e.getMessage(), e);
        }
    }

    /** Whether a setting leaves a request out. */
    LeftOut leftOut() {
        return LeftOut.by(statuses(), sites.chosen());
    }

    ReplaySession open(DatabaseOptions database, ReplayPolicy policy) {
        return ReplaySession.open(
                database,
                this,
                policy.with(p -> p.batchSize(batch(database).most())
                        .statuses(statuses())
                        .patience(patience())
                        .sites(sites.chosen())));
    }

    static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
