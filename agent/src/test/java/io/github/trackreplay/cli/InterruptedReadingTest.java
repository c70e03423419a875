/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.event.Fingerprint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class InterruptedReadingTest {
    private static final Asking INTERRUPTED = new Asking() {
        @Override
        public <T> T use(Database.Work<T> work) throws InterruptedException {
            throw new InterruptedException();
        }
    };

    @Test
    void anInterruptionWhileTheLedgerIsAskedIsNotALogThatCannotBeRead() {
        LedgerContent ledger = new LedgerContent(INTERRUPTED, "matomo_");

        IOException thrown = reading(() -> ledger.known("web1", List.<Fingerprint>of()));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown).isInstanceOf(InterruptedIOException.class);
        assertThatThrownBy(() -> ImportReading.unreadable(thrown, " Nothing of it is lost."))
                .isInstanceOf(InterruptedException.class)
                .hasCause(thrown);
    }

    @Test
    void soIsAFileThatAnInterruptionCloses() {
        assertThatThrownBy(() -> ImportReading.unreadable(new ClosedByInterruptException(), ""))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void anotherFailureNamesItsReason() throws InterruptedException {
        assertThat(ImportReading.unreadable(new IOException("too many links"), " Nothing of it is lost."))
                .hasMessage("A log cannot be read: too many links. Nothing of it is lost.")
                .extracting(CommandFailure::exitCode)
                .isEqualTo(ExitCode.CONFIGURATION);
    }

    @Test
    void anInterruptedCommandSaysSoAndShowsNoDefect() throws Exception {
        StringWriter err = new StringWriter();
        CommandLine command = TrackReplay.commandLine().setErr(new PrintWriter(err));

        int exitCode = command.getExecutionExceptionHandler()
                .handleExecutionException(new InterruptedException(), command, null);

        assertThat(exitCode).isEqualTo(ExitCode.SOFTWARE);
        assertThat(err.toString()).isEqualToIgnoringNewLines("trackreplay: interrupted.");
    }

    private interface Reading {
        void run() throws IOException;
    }

    private static IOException reading(Reading reading) {
        try {
            reading.run();
        } catch (IOException e) {
            return e;
        }
        throw new AssertionError("it was read");
    }
}
