/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.Backfill;
import io.github.trackreplay.mysql.ledger.PipelineStreams;
import java.time.Instant;
import java.util.Set;

/**
 * Refuses to import what a pipeline has brought under the same stream's name: without an id in the lines each request would count
 * again, because a pipeline's requests have no place in a log file of ours.
 */
final class ImportWays {
    private ImportWays() {}

    /**
     * Checks the streams before anything is written.
     *
     * @param streams that are to be imported
     * @param from least event time of what is to be imported, milliseconds
     */
    static void check(ImportLedger ledger, Set<String> streams, long from) throws InterruptedException {
        for (PipelineStreams.Brought brought : ledger.brought()) {
            boolean tellsApart = brought.identity().equals("request_id");
            if (streams.contains(brought.stream()) && !tellsApart && from <= brought.newest()) {
                throw new Backfill.RefusedException(
                        "A pipeline (" + brought.way() + ") has brought requests of stream '"
                                + brought.stream() + "' up to " + Instant.ofEpochMilli(brought.newest())
                                + ", without ids that would tell which of these logs' requests are among them: they would count"
                                + " twice. Nothing has been imported. If these logs hold nothing that it has brought, add"
                                + " --distinct.");
            }
        }
    }
}
