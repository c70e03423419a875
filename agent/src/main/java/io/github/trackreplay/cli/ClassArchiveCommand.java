/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code trackreplay class-archive}: has the virtual machine, which {@code bin/trackreplay} has told to write down at its end what
 * it has loaded, load what the commands and the agent need.
 */
@Command(
        name = "class-archive",
        mixinStandardHelpOptions = true,
        description = {
            "Makes classes.jsa beside bin: classes as Java has them in memory, with which everything starts faster.",
            "The package makes it when it is installed. Make it again where Java was updated: of another Java, or of other"
                    + " libraries, it is not used. Needs to write where the program lies.",
            "Exit codes: 78 it cannot be made; everything works without it."
        })
final class ClassArchiveCommand implements Runnable {
    /** Whose classes are needed; of others the rehearsal loads what it takes. */
    private static final List<String> WHOSE =
            List.of("io/github/trackreplay/", "com/mysql/cj/", "com/zaxxer/hikari/", "org/apache/flume/");

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        try {
            Rehearsal.run();
            long loaded = JarClasses.of(System.getProperty("java.class.path", ""))
                    .filter(name -> WHOSE.stream().anyMatch(name.replace('.', '/')::startsWith))
                    .filter(ClassArchiveCommand::load)
                    .count();
            spec.commandLine().getOut().println(loaded + " classes");
            spec.commandLine().getOut().flush();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION, "The archive of classes cannot be made: " + e.getMessage(), e);
        }
    }

    /** Not all can be: a library has parts for others that are not there. */
    private static boolean load(String name) {
        try {
            return Class.forName(name, false, ClassArchiveCommand.class.getClassLoader()) != null;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
