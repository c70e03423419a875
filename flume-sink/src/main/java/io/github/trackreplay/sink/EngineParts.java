/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.RequestApplier;

/** What all parts of an engine work with: where it connects to, its tables and Matomo's, how it replays, time. */
record EngineParts(
        Connections connections, Ledger ledger, RequestApplier applier, ReplayPolicy policy, Waiting waiting) {
    long now() {
        return waiting.now();
    }
}
