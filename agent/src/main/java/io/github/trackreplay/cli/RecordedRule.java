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

    static final String REMEDY = "Nothing has been imported. Add --already-recorded=skip to import only the others, or"
            + " --already-recorded=apply to count all of them, those once more.";
}
