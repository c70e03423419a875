/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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

    @Override
    public void run() {
        spec.commandLine().getOut().print(Reference.markdown());
        spec.commandLine().getOut().flush();
    }
}
