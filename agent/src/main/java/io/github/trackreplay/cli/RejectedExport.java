/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.ReadRejected;
import io.github.trackreplay.rejected.RejectedText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trackreplay rejected export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes what was rejected into a new file: the lines as they stood in the log, or everything as NDJSON. The rows "
                    + "stay; what is exported and then imported as a log counts besides, so replay it with 'rejected replay'.",
            "Exit codes: 0 written, 1 some are no lines and were left out, 69 database cannot be reached, 78 the file cannot "
                    + "be written."
        })
final class RejectedExport implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private RejectedSelection rejected;

    @Option(names = "--to", required = true, paramLabel = "FILE", description = "The file; it must not exist.")
    private Path to;

    @Option(
            names = "--as",
            paramLabel = "lines|ndjson",
            defaultValue = "ndjson",
            description =
                    "lines: the log's lines; ndjson: all with their reasons and places. Default: ${DEFAULT-VALUE}")
    private As as;

    @Option(names = "--all", description = "Those that have been replayed, too.")
    private boolean all;

    /** Forms of the file. */
    enum As {
        LINES,
        NDJSON
    }

    private long written;
    private long leftOut;

    @Override
    public Integer call() {
        ReadRejected.Filter wanted = rejected.wanted(all);
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(to, StandardOpenOption.CREATE_NEW))) {
            Database.use(rejected.database(), connection -> {
                rejected.each(connection, wanted, Long.MAX_VALUE, row -> write(row, file));
                return true;
            });
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, "--to: " + to + " exists already.", e);
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION, "--to: " + to + " cannot be written: " + e.getMessage(), e);
        }
        spec.commandLine()
                .getOut()
                .println(String.format(Locale.ROOT, "%,d written to %s.", written, to)
                        + (leftOut > 0
                                ? String.format(
                                        Locale.ROOT,
                                        " %,d are requests or events, not lines, and were left out: --as ndjson.",
                                        leftOut)
                                : ""));
        spec.commandLine().getOut().flush();
        return leftOut > 0 ? ExitCode.NO : ExitCode.OK;
    }

    private void write(ReadRejected.Row row, OutputStream file) {
        try {
            if (as == As.NDJSON) {
                file.write(RejectedText.json(row).getBytes(StandardCharsets.UTF_8));
            } else if (row.kept().form().equals("line")) {
                file.write(row.kept().raw());
            } else {
                leftOut++;
                return;
            }
            file.write('\n');
            written++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
