/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.disk.SoleUse;
import io.github.trackreplay.health.AgentExit;
import io.github.trackreplay.repair.HalfMadeCheckpoint;
import io.github.trackreplay.validate.AgentValidator;
import io.github.trackreplay.validate.ChannelPlaces;
import io.github.trackreplay.validate.Findings;
import io.github.trackreplay.validate.SoleFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flume.node.Application;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code trackreplay agent}: checks a configuration, then runs Flume with it in this process. What only a change of the
 * configuration can mend stops the start; what can mend itself (a database that is down, a log that is not there yet) is
 * logged, and the agent waits for it.
 */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description = {
            "Runs an agent until it is stopped with a signal.",
            "Exit codes: 78 the configuration is wrong, or another agent runs with it; nothing was started then. 75 a new start"
                    + " helps."
        })
final class AgentCommand implements Callable<Integer> {
    /** Not an exit code: Flume's threads run now, and the virtual machine ends with them. */
    static final int RUNNING = -1;

    @Spec
    private CommandSpec spec;

    @Mixin
    private AgentFileOptions configuration;

    @Option(
            names = "--reload",
            description =
                    "Take over a changed file while running (it is looked at every 30 s). It is checked as at a start: one that is"
                            + " wrong changes nothing, and the log says what is wrong with it.")
    private boolean reload;

    @Override
    public Integer call() {
        AgentValidator validator = new AgentValidator();
        Optional<String> agent = validator.check(configuration.file(), configuration.name());
        Findings findings = validator.findings();
        if (!findings.problems().isEmpty() || agent.isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            FindingsPrinter.print(findings, err);
            err.println(
                    "trackreplay: not started, because the configuration in " + configuration.file() + " is wrong.");
            err.flush();
            return ExitCode.CONFIGURATION;
        }
        Optional<String> other = otherAgent(validator.soleFiles());
        if (other.isPresent()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("trackreplay: not started, because " + other.get());
            err.flush();
            return ExitCode.CONFIGURATION;
        }
        AgentExit.by(code -> new Thread(() -> System.exit(code), "agent-exit").start());
        Logger log = LoggerFactory.getLogger(AgentCommand.class);
        findings.hindrances().forEach(hindrance -> log.warn("{}", hindrance));
        findings.warningsOfChecksAlone().forEach(warning -> log.warn("{}", warning));
        setHalfMadeCheckpointsAside(log);
        log.info("Agent '{}' starts with {}.", agent.get(), configuration.file().toAbsolutePath());
        StopLines.announce(agent.get());
        Application.main(arguments(agent.get()));
        return RUNNING;
    }

    private void setHalfMadeCheckpointsAside(Logger log) {
        for (ChannelPlaces channel : ChannelPlaces.of(configuration.file(), configuration.name(), new Findings())) {
            try {
                HalfMadeCheckpoint.setAside(channel)
                        .ifPresent(aside -> log.warn(
                                "The checkpoint of channel {} was not complete, as a full disk leaves it. It is now {}, and made"
                                        + " anew from the channel's data; nothing is lost.",
                                channel.name(),
                                aside));
            } catch (IOException e) {
                log.warn(
                        "The checkpoint of channel {} is not complete and cannot be moved: {}",
                        channel.name(),
                        e.toString());
            }
        }
    }

    /** Takes the agent's files for itself, until the process ends; a sentence if another one has them. */
    private static Optional<String> otherAgent(SoleFiles files) {
        for (Path lock : files.held()) {
            Optional<String> other = taken(lock, true);
            if (other.isPresent()) {
                return other;
            }
        }
        return files.probed().stream()
                .flatMap(lock -> taken(lock, false).stream())
                .findFirst();
    }

    private static Optional<String> taken(Path lock, boolean keep) {
        try {
            SoleUse use = SoleUse.take(lock);
            if (!keep) {
                use.close();
            }
            return Optional.empty();
        } catch (SoleUse.InUseException e) {
            return Optional.of(inUse(lock, e));
        } catch (IOException e) {
            noLock(lock, e);
            return Optional.empty();
        }
    }

    private static String inUse(Path lock, SoleUse.InUseException e) {
        return lock.getParent() + " " + e.getMessage()
                + ". Another agent runs with this configuration or a part of it, perhaps as a service: stop it first"
                + " (systemctl stop trackreplay), or give this one directories of its own.";
    }

    /** The checks have said what is wrong with the directory; a file system without locks has none to offer. */
    private static void noLock(Path lock, IOException e) {
        LoggerFactory.getLogger(AgentCommand.class).warn("No lock can be had on {}: {}", lock, e.toString());
    }

    private String[] arguments(String agent) {
        String path = configuration.file().toAbsolutePath().toString();
        String checked =
                CheckedConfigurationFactory.uri(configuration.file(), agent).toString();
        return reload
                ? new String[] {"-n", agent, "-u", checked}
                : new String[] {"-n", agent, "-f", path, "--no-reload-conf"};
    }

    /** Takes what a changed configuration needs besides, until the process ends; a sentence if another agent has it. */
    static Optional<String> usedByAnother(SoleFiles files) {
        for (Path lock : files.held()) {
            try {
                SoleUse.takeForProcess(lock);
            } catch (SoleUse.InUseException e) {
                return Optional.of(inUse(lock, e));
            } catch (IOException e) {
                noLock(lock, e);
            }
        }
        return Optional.empty();
    }
}
