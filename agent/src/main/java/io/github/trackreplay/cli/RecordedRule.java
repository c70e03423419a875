/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

/** What an import does with requests that Matomo's tables have already. */
enum RecordedRule {
    /** A sample is looked for; where a share of it is found, all are counted and nothing is imported. */
    REFUSE,
    /** All are looked for, and those that are found are skipped. */
    SKIP,
    /** Nobody looks. */
    APPLY;

    /** Where two logs of one import hold the same requests. */
    static final String TWICE =
            " They would count twice: was one of these logs cut out of the other, or joined from it? Nothing has been"
                    + " imported. Leave one of them out; what only that one holds is imported afterwards, with --already-recorded=skip"
                    + " --late=apply. --already-recorded=apply imports both, and counts such requests twice, which is"
                    + " right where somebody has called both frontends alike.";

    /** Where another import that runs holds the same requests. */
    static final String TWICE_AT_ONCE =
            " They would count twice. Nothing has been imported. Wait until that import has ended, and import this one then: it is"
                    + " compared with what Matomo's tables have. --already-recorded=apply imports it at once, and counts such"
                    + " requests twice.";

    /** Where one was begun that could not know of this one. */
    static final String TWICE_MEANWHILE =
            " They would count twice: it began while the connection by which other imports know of this one was lost. What was"
                    + " committed stays. Wait until that import has ended, and run the same command again: what is left is compared with"
                    + " what Matomo's tables have.";

    static final String REMEDY = "Nothing has been imported. Add --already-recorded=skip to import only the others, or"
            + " --already-recorded=apply to count all of them, those once more.";
}
