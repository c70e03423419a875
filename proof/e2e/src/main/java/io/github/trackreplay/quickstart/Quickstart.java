/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.quickstart;

import io.github.trackreplay.database.UnsupportedPlatformException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the quickstart from the command line; {@code ./quickstart} calls it. */
@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        description =
                "Shows Track Replay at work for about a minute: a demo shop's log, the real agent, a database with "
                        + "Matomo's tables. Exit code 0 only if every request that was logged is in the tables once.")
public final class Quickstart implements Callable<Integer> {
    private static final int UNAVAILABLE = 69;

    @Option(names = "--agent", required = true, hidden = true)
    private Path agent;

    @Option(names = "--keep", description = "Leave the agent, the log's writer and the database running until Ctrl-C.")
    private boolean keep;

    @Option(
            names = "--url",
            paramLabel = "JDBC",
            description = "An empty database of your own: jdbc:mysql://host/database.")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--user",
            paramLabel = "U",
            defaultValue = "root",
            description = "Its account. Default: ${DEFAULT-VALUE}")
    private String user;

    @Option(names = "--password-env", paramLabel = "VAR", description = "Environment variable that holds the password.")
    private Optional<String> passwordVariable = Optional.empty();

    @Option(names = "--seconds", defaultValue = "45", description = "How long visitors come. Default: ${DEFAULT-VALUE}")
    private int seconds;

    public static void main(String[] arguments) {
        System.exit(
                new CommandLine(new Quickstart()).setUsageHelpAutoWidth(true).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path directory = Path.of("target/quickstart").toAbsolutePath();
        try (DemoDatabase database = database(directory);
                Demo demo = new Demo(agent.toAbsolutePath(), directory, database)) {
            boolean right = demo.run(Duration.ofSeconds(seconds));
            if (keep) {
                demo.keep();
            }
            return right ? 0 : 1;
        } catch (UnsupportedPlatformException | IllegalStateException e) {
            System.err.println("quickstart: " + e.getMessage());
            return UNAVAILABLE;
        } catch (SQLException e) {
            System.err.println("quickstart: the database: " + e.getMessage());
            return UNAVAILABLE;
        }
    }

    private DemoDatabase database(Path directory) throws SQLException {
        String password = passwordVariable.map(System::getenv).orElse("");
        return url.isPresent() ? DemoDatabase.own(url.get(), user, password) : DemoDatabase.embedded(directory);
    }
}
