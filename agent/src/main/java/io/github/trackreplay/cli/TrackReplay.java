/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.trackreplay.mysql.ledger.LedgerException;
import io.github.trackreplay.mysql.matomo.UnusableSchemaException;
import io.github.trackreplay.tracking.settings.MatomoRelease;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code trackreplay} command. */
@Command(
        name = "trackreplay",
        mixinStandardHelpOptions = true,
        versionProvider = TrackReplay.Version.class,
        description = "Replays logged Matomo tracking requests into Matomo's tables, in order and exactly once.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, or yes",
            "1:no: not complete, or not every byte is accounted for",
            "2:the command line is wrong",
            "69:the database cannot be reached",
            "70:something unexpected happened",
            "75:the agent's: a new start helps; a service manager does it",
            "78:the configuration is wrong, or the database does not let us in"
        })
public final class TrackReplay implements Runnable {
    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        Optional<String> wrong = Logging.prepare(args);
        if (wrong.isPresent()) {
            commandLine().getErr().println(wrong.get());
            System.exit(ExitCode.CONFIGURATION);
        }
        Thread logging = Logging.begin(args);
        StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        CommandLine command = commandLine(args).setOut(output.writer());
        Uninterruptibles.joinUninterruptibly(logging);
        int exitCode = command.execute(args);
        command.getOut().flush();
        if (exitCode != AgentCommand.RUNNING) {
            System.exit(whole(output, exitCode, command.getErr()));
        }
    }

    /** An answer of which a part is missing is none, whatever it says. */
    private static int whole(StandardOutput output, int exitCode, PrintWriter err) {
        Optional<String> problem = output.problem();
        problem.ifPresent(err::println);
        boolean answered = exitCode == ExitCode.OK || exitCode == ExitCode.NO;
        return problem.isPresent() && answered ? ExitCode.SOFTWARE : exitCode;
    }

    /** The command as tests run it too. */
    public static CommandLine commandLine() {
        return commandLine(List.of(
                AgentCommand.class,
                ValidateCommand.class,
                ImportCommand.class,
                SchemaCommand.class,
                StatusCommand.class,
                TopCommand.class,
                TapCommand.class,
                ExplainCommand.class,
                CompleteCommand.class,
                StreamCommand.class,
                RejectedCommand.class,
                ReprocessCommand.class,
                AuditCommand.class,
                ChannelCommand.class,
                ReferenceCommand.class,
                ClassArchiveCommand.class,
                CommandLine.HelpCommand.class));
    }

    /** As above; with the one command alone that some arguments ask for, where it is of those that begin often. */
    static CommandLine commandLine(String... args) {
        return switch (args.length == 0 ? "" : args[0]) {
            case "agent" -> commandLine(List.of(AgentCommand.class));
            case "import" -> commandLine(List.of(ImportCommand.class));
            case "status" -> commandLine(List.of(StatusCommand.class));
            case "complete" -> commandLine(List.of(CompleteCommand.class));
            default -> commandLine();
        };
    }

    private static CommandLine commandLine(List<Class<?>> commands) {
        CommandLine all = new CommandLine(new TrackReplay());
        commands.forEach(all::addSubcommand);
        return CommandList.shortened(all)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(TrackReplay::refuse)
                .setExecutionExceptionHandler(TrackReplay::explain);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which command to run.");
    }

    /** What is wrong with the command line; an option that nobody knows comes before one that is missing. */
    private static int refuse(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        Optional<String> unknown = wrong instanceof MissingParameterException
                ? Arrays.stream(arguments)
                        .filter(word -> word.startsWith("-") && word.length() > 1)
                        .map(word -> word.replaceFirst("=.*", ""))
                        .filter(word -> !known(command, word))
                        .findFirst()
                : Optional.empty();
        err.println(unknown.map(word -> "Unknown option: '" + word + "'").orElseGet(wrong::getMessage));
        if (unknown.isEmpty()) {
            CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
        }
        if (command.getParent() == null && arguments.length == 0) {
            command.usage(err);
        } else {
            err.println("Its options and what they mean: "
                    + command.getCommandSpec().qualifiedName() + " --help");
        }
        return ExitCode.USAGE;
    }

    /** Whether a word is an option of a command or of one above it, or may be the value of one. */
    private static boolean known(CommandLine command, String word) {
        return !word.startsWith("--")
                || command.getCommandSpec().optionsMap().containsKey(word)
                || command.getCommandSpec().negatedOptionsMap().containsKey(word);
    }

    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
        PrintWriter err = command.getErr();
        if (failure instanceof CommandFailure known) {
            err.println(known.getMessage());
            return known.exitCode();
        }
        if (failure instanceof InterruptedException) {
            err.println("trackreplay: interrupted."); // what was done, and how to go on, says who interrupts
            return ExitCode.SOFTWARE;
        }
        if (failure instanceof InvalidPathException noName) {
            err.println("'" + noName.getInput() + "' is no name of a file here (" + noName.getReason()
                    + "). Where it has characters that are not ASCII, set LC_ALL=C.UTF-8.");
            return ExitCode.USAGE;
        }
        boolean toBeMended = failure instanceof LedgerException
                || failure instanceof UnusableSchemaException
                || failure instanceof UncheckedIOException;
        if (toBeMended) {
            err.println(failure.getMessage());
            return ExitCode.CONFIGURATION;
        }
        err.println("trackreplay: unexpected " + failure);
        failure.printStackTrace(err);
        return ExitCode.SOFTWARE;
    }

    /** The version that the build wrote into the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = TrackReplay.class.getPackage().getImplementationVersion();
            return new String[] {
                "Track Replay " + (version == null ? "(unpackaged)" : version),
                "Matomo 4.16 to " + MatomoRelease.NEWEST.shortName()
                        + "; older 4.x by 4.16's rules, not compared (docs/matomo-versions.md)",
                "Java " + Runtime.version() + " on " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch")
            };
        }
    }
}
