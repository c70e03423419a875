/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.metrics.AgentMetrics;
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

    @Override
    public void run() {
        spec.commandLine().getOut().print(metrics ? AgentMetrics.page() : Reference.markdown());
        spec.commandLine().getOut().flush();
    }
}
