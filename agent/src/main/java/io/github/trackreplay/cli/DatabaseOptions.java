/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.DatabaseAddress;
import io.github.trackreplay.validate.AgentSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How every command is told which database to use. A password never has to stand on the command line. */
final class DatabaseOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-f", "--conf-file"},
            paramLabel = "FILE",
            description =
                    "The agent's configuration, whose MySqlSink names database, account, password and Matomo's directory. "
                            + "A variable that is not set is looked for in the file 'environment' beside it, as the service has it. "
                            + "Default, without --url: /etc/trackreplay/agent.conf where it is.")
    private Optional<Path> file = Optional.empty();

    @Mixin
    private AgentNameOption agent;

    @Option(
            names = "--url",
            paramLabel = "JDBC",
            description = "Matomo's database: jdbc:mysql://host/database. Needed, as --user, without -f.")
    private Optional<String> givenUrl = Optional.empty();

    @Option(names = "--user", paramLabel = "U", description = "The database account.")
    private Optional<String> givenUser = Optional.empty();

    @Option(
            names = "--password-env",
            paramLabel = "VAR",
            description = "Environment variable that holds the password. Without any of the password options, "
                    + "TRACKREPLAY_PASSWORD is used if it is set, otherwise the terminal is asked.")
    private Optional<String> passwordVariable = Optional.empty();

    @Option(names = "--password-file", paramLabel = "FILE", description = "File whose first line is the password.")
    private Optional<Path> passwordFile = Optional.empty();

    @Option(
            names = "--password",
            paramLabel = "WORD",
            description = "The password itself. Everybody on this machine can read it in the process list.")
    private Optional<String> passwordWord = Optional.empty();

    @Option(
            names = "--table-prefix",
            paramLabel = "PREFIX",
            description =
                    "Prefix of Matomo's tables. Default: that of config.ini.php with --matomo-home, else matomo_.")
    private Optional<String> tablePrefix = Optional.empty();

    @Option(
            names = "--matomo-home",
            paramLabel = "DIR",
            description =
                    "Matomo's directory or a copy of it: config/config.ini.php and the definitions in vendor/matomo.")
    private Optional<Path> matomoHome = Optional.empty();

    /** What has been asked for once. */
    private Optional<AgentDatabase> configured = Optional.empty();

    private Optional<String> password = Optional.empty();
    private Optional<String> prefix = Optional.empty();
    private Optional<LoadedMatomoHome> loadedHome = Optional.empty();

    /** As given; where neither a file nor a database is, the one that the service has. */
    private Optional<Path> file() {
        Path services = Path.of(System.getProperty("trackreplay.agentConfiguration", "/etc/trackreplay/agent.conf"));
        boolean given = file.isPresent() || givenUrl.isPresent() || givenUser.isPresent();
        return given || !Files.isRegularFile(services) ? file : Optional.of(services);
    }

    /** The agent's configuration, if the command line names one. */
    Optional<AgentSettings> namedAgent() {
        return file.map(named -> AgentDatabase.settings(named, agent.given()));
    }

    /** The configuration of the agent whose database this is: as named, else the service's own where no database is named. */
    Optional<AgentSettings> agentOfDatabase() {
        return file().map(named -> AgentDatabase.settings(named, agent.given()));
    }

    /** Whether the command line names a database; the service's own does not count, nor does a file without a sink. */
    boolean isNamed() {
        return givenUrl.isPresent() || namedAgent().flatMap(AgentDatabase::sink).isPresent();
    }

    /** Matomo's directory where the command line itself names it. */
    Optional<Path> givenMatomoHome() {
        if (matomoHome.filter(home -> home.toString().isBlank()).isPresent()) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "--matomo-home is empty: give Matomo's directory, or leave the option out.");
        }
        return matomoHome;
    }

    private AgentDatabase configured() {
        if (configured.isEmpty()) {
            configured = Optional.of(
                    file().map(f -> AgentDatabase.of(f, agent.given())).orElse(AgentDatabase.NONE));
        }
        return configured.get();
    }

    private String required(Optional<String> given, Function<AgentDatabase, Optional<String>> setting, String option) {
        return given.or(() -> setting.apply(configured()))
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        file().map(f -> f + " does not say " + option + " of its MySqlSink, and it is not given.")
                                .orElse("Missing required options: '--conf-file=FILE' (the agent's configuration), or"
                                        + " '--url=JDBC' and '--user=U'")));
    }

    String url() {
        String url = required(givenUrl, AgentDatabase::url, "--url").trim();
        DatabaseAddress.problem(url).ifPresent(problem -> {
            boolean other = !url.startsWith("jdbc:mysql:"); // no URL of ours at all: mistyped
            throw new CommandFailure(
                    other ? ExitCode.USAGE : ExitCode.CONFIGURATION,
                    "--url (agent: url): '" + DatabaseAddress.masked(url) + "' " + problem);
        });
        return url;
    }

    String user() {
        return required(givenUser, AgentDatabase::user, "--user");
    }

    /** Prefix of Matomo's tables: as given, else that of config.ini.php, else Matomo's usual one. */
    String prefix() {
        if (prefix.isEmpty()) {
            prefix = Optional.of(
                    loadedHome().prefix(tablePrefix.or(() -> configured().tablePrefix())));
        }
        return prefix.get();
    }

    /** Matomo's directory, and what is loaded of it for all who ask. */
    LoadedMatomoHome loadedHome() {
        if (loadedHome.isEmpty()) {
            loadedHome = Optional.of(new LoadedMatomoHome(matomoHome()));
        }
        return loadedHome.get();
    }

    /** Settings of the agent's TrackingApiSink; empty where it has none. */
    Map<String, String> trackingApi() {
        return configured().trackingApi();
    }

    /** Whether the agent's sink writes down what it sends: all requests, or those for plugins. */
    boolean sends() {
        return !trackingApi().isEmpty() || configured().handsOn();
    }

    Optional<Path> matomoHome() {
        return givenMatomoHome().or(() -> configured().matomoHome());
    }

    /** The password, from where the command line says; a terminal is asked once. */
    String password() {
        if (password.isEmpty()) {
            password = Optional.of(findPassword());
        }
        return password.get();
    }

    private String findPassword() {
        if (passwordWord.isPresent()) {
            spec.commandLine()
                    .getErr()
                    .println("Warning: --password shows the password in the process list; use --password-env.");
            spec.commandLine().getErr().flush();
            return passwordWord.get();
        }
        return passwordVariable
                .map(DatabaseOptions::fromEnvironment)
                .or(() -> passwordFile.map(file -> SecretFile.firstLine("--password-file", "password", file)))
                .or(this::ofAgent)
                .or(() -> Optional.ofNullable(System.getenv("TRACKREPLAY_PASSWORD")))
                .orElseGet(this::fromTerminal);
    }

    /** The configured password belongs to the configured account, and to none that is named beside it. */
    private Optional<String> ofAgent() {
        boolean same = givenUser.isEmpty() || givenUser.equals(configured().user());
        return same ? configured().password() : Optional.empty();
    }

    private static String fromEnvironment(String variable) {
        String value = System.getenv(variable);
        if (value == null) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--password-env: the environment variable " + variable + " is not set.");
        }
        return value;
    }

    private String fromTerminal() {
        String user = user();
        return Terminal.askSecretly("Password of " + user + ": ")
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        "The password of " + user
                                + " is missing, and there is no terminal to ask for it. Use --password-env"
                                + " VAR, --password-file FILE or the variable TRACKREPLAY_PASSWORD (empty for an account without"
                                + " a password)."));
    }
}
