/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

/** What the command answers to its caller. The numbers above 2 are those of {@code sysexits.h}; they never change. */
public final class ExitCode {
    /** Done, or the answer is yes. */
    public static final int OK = 0;

    /** Done, and the answer is no: not complete, not every byte accounted for. */
    public static final int NO = 1;

    /** The command line is wrong. */
    public static final int USAGE = 2;

    /** The database cannot be reached just now: the same command can succeed later. */
    public static final int UNAVAILABLE = 69;

    /** Something unexpected; the message says what. */
    public static final int SOFTWARE = 70;

    /** The configuration is wrong, the database's account and name included; the sentences say how to mend it. */
    public static final int CONFIGURATION = 78;

    private ExitCode() {}
}
