/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.sink.ReplayPolicy;

/** What an import does with requests that are older than what has been applied. */
enum LateRule {
    REFUSE,
    APPLY,
    HOLD;

    static final String REMEDY = " Nothing has been imported. If these requests were taken already, from logs that were"
            + " joined or cut since, they would count twice: leave them out. Logs of several frontends belong into one"
            + " import, or into imports that begin together. To apply the requests all the same, add --late=apply; to"
            + " import only the others, --late=hold.";

    ReplayPolicy.Late atRun() {
        return this == HOLD ? ReplayPolicy.Late.SET_ASIDE : ReplayPolicy.Late.APPLY;
    }
}
