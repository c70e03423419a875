/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.validate.AgentValidator;
import io.github.trackreplay.validate.Findings;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code trackreplay validate}: everything that is wrong with a configuration, without running it. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = {
            "Checks an agent's configuration without running it. Finds misspelt or wrong settings, unknown classes, channels that "
                    + "are not connected, missing files, directories and rights, asks the database for its tables, and tries "
                    + "whether the log's first lines match the format.",
            "Exit codes: 0 all is well, 69 only the database cannot be reached, 78 something must be changed."
        })
final class ValidateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private AgentFileOptions configuration;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        AgentValidator validator = new AgentValidator();
        Optional<String> agent = validator.check(configuration.file(), configuration.name());
        PrintWriter out = spec.commandLine().getOut();
        if (json.wanted()) {
            out.println(JsonOption.of(FindingsPrinter.document(agent, validator.findings())));
            out.flush();
            return FindingsPrinter.exitCode(validator.findings());
        }
        FindingsPrinter.print(validator.findings(), out);
        out.println(verdict(agent.orElse(""), validator.findings()));
        out.flush();
        return FindingsPrinter.exitCode(validator.findings());
    }

    private String verdict(String agent, Findings findings) {
        if (!findings.problems().isEmpty()) {
            return "An agent with " + configuration.file() + " does not start. Correct what is wrong.";
        }
        String look = findings.warnings().isEmpty() ? "" : " The warnings above deserve a look first.";
        return findings.clean()
                ? "The configuration of agent '" + agent + "' in " + configuration.file() + " can be used." + look
                : "An agent that is started with " + configuration.file()
                        + " waits for what is missing; nothing is lost meanwhile.";
    }
}
