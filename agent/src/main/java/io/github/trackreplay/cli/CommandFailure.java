/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

/** Ends a command with sentences for the caller and an exit code; never with a stack trace. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public CommandFailure(int exitCode, String sentences) {
        super(sentences);
        this.exitCode = exitCode;
    }

    public CommandFailure(int exitCode, String sentences, Throwable cause) {
        super(sentences, cause);
        this.exitCode = exitCode;
    }

    /** Where the cause's own message says it all: an exception of ours, whose message is a sentence with the remedy. */
    static CommandFailure saying(int exitCode, Exception cause) {
        return new CommandFailure(exitCode, String.valueOf(cause.getMessage()), cause);
    }

    /** One of {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }
}
