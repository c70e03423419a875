/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.metrics.AgentMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trackreplay reference}: the configuration reference, generated from the declarations. */
@Command(
        name = "reference",
        mixinStandardHelpOptions = true,
        description =
                "Prints the configuration reference: every setting with its type, default and meaning (Markdown).")
final class ReferenceCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(names = "--metrics", description = "The metrics instead: name, kind, labels and meaning.")
    private boolean metrics;

    @Option(
            names = "--share",
            paramLabel = "DIR",
            description = "Writes manual pages and completions for bash and zsh below a directory instead.")
    private Optional<Path> share = Optional.empty();

    @Option(names = "--gzip", description = "With --share: manual pages compressed, as packages have them.")
    private boolean gzip;

    @Override
    public void run() {
        if (share.isPresent()) {
            write(share.get(), gzip);
            return;
        }
        spec.commandLine().getOut().print(metrics ? AgentMetrics.page() : Reference.markdown());
        spec.commandLine().getOut().flush();
    }

    private static void write(Path directory, boolean gzip) {
        try {
            SharedFiles.write(TrackReplay.commandLine(), directory, gzip);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, "--share: cannot be written: " + e, e);
        }
    }
}
