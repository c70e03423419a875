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

    /** One of {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }
}
