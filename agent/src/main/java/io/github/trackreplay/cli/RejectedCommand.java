/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code trackreplay rejected}: what could not be read or applied, and bringing it back. */
@Command(
        name = "rejected",
        mixinStandardHelpOptions = true,
        description =
                "Lists, shows, exports and replays the lines, requests and events that were rejected, and discards events from "
                        + "outside. Each is kept with its bytes and the reason.",
        subcommands = {
            RejectedList.class,
            RejectedShow.class,
            RejectedExport.class,
            RejectedReplay.class,
            RejectedDiscard.class
        })
final class RejectedCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: list, show, export, replay or discard.");
    }
}
