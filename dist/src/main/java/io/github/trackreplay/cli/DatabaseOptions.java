/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How every command is told which database to use. A password never has to stand on the command line. */
final class DatabaseOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--url",
            required = true,
            paramLabel = "JDBC",
            description = "Matomo's database: jdbc:mysql://host/database")
    private String url;

    @Option(names = "--user", required = true, paramLabel = "U", description = "The database account.")
    private String user;

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

    private String password;
    private String prefix;

    String url() {
        if (!url.startsWith("jdbc:mysql:")) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--url: '" + url + "' is not a JDBC URL such as jdbc:mysql://db.example:3306/matomo.");
        }
        return url;
    }

    String user() {
        return user;
    }

    /** Prefix of Matomo's tables: as given, else that of config.ini.php, else Matomo's usual one. */
    String prefix() {
        if (prefix == null) {
            prefix = new MatomoInstallation(matomoHome).prefix(tablePrefix);
        }
        return prefix;
    }

    Optional<Path> matomoHome() {
        return matomoHome;
    }

    /** The password, from where the command line says; a terminal is asked once. */
    String password() {
        if (password == null) {
            password = findPassword();
        }
        return password;
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
                .or(() -> passwordFile.map(DatabaseOptions::fromFile))
                .or(() -> Optional.ofNullable(System.getenv("TRACKREPLAY_PASSWORD")))
                .orElseGet(this::fromTerminal);
    }

    private static String fromEnvironment(String variable) {
        String value = System.getenv(variable);
        if (value == null) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--password-env: the environment variable " + variable + " is not set.");
        }
        return value;
    }

    private static String fromFile(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.findFirst().orElse("");
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--password-file: " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private String fromTerminal() {
        return Terminal.askSecretly("Password of " + user + ": ")
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        "The password of " + user
                                + " is missing, and there is no terminal to ask for it. Use --password-env"
                                + " VAR, --password-file FILE or the variable TRACKREPLAY_PASSWORD (empty for an account without"
                                + " a password)."));
    }
}
