/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import com.google.common.collect.Sets;
import io.github.trackreplay.backfill.Backfill.FileOfStream;
import io.github.trackreplay.interceptor.PackParser;
import io.github.trackreplay.mysql.ledger.ReadRejected;
import io.github.trackreplay.rejected.RejectedOffers;
import io.github.trackreplay.sink.Delivery;
import io.github.trackreplay.sink.ReplayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was rejected of an import's logs before this import: bytes that count as taken, so that the import itself applies
 * nothing of them. They wait, and can be judged again. For one thread.
 */
record RejectedBefore(ReplaySession session, ReadRejected read, long upTo) {
    /** Kept on purpose, or not believed: only {@code rejected replay} brings these back, by their names. */
    private static final Set<String> ONLY_BY_NAME =
            Sets.union(RejectedReplay.ONLY_BY_NAME, Set.of("late")).immutableCopy();

    private static final int PAGE = 500;

    /** Whatever has been rejected until now. */
    static RejectedBefore now(ReplaySession session) throws InterruptedException {
        ReadRejected read = new ReadRejected(session.tables());
        return new RejectedBefore(session, read, session.use(read::last));
    }

    /** How many rows wait of each of these log files that has any. */
    Map<FileOfStream, Long> waiting(Set<FileOfStream> files) throws InterruptedException {
        Map<FileOfStream, Long> waiting = new TreeMap<>();
        for (FileOfStream file : files) {
            long rows = session.use(
                    connection -> read.waiting(connection, file.stream(), file.fingerprint(), upTo, ONLY_BY_NAME));
            if (rows > 0) {
                waiting.put(file, rows);
            }
        }
        return waiting;
    }

    /** Says that they wait, and what brings them back. */
    static Optional<String> sentence(Map<FileOfStream, Long> waiting) {
        long rows = waiting.values().stream().mapToLong(Long::longValue).sum();
        return rows == 0
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%,d lines and requests of these logs were rejected by an earlier run and wait; this import counted them"
                                + " as taken before. Under today's settings --retry-rejected judges them again, each once;"
                                + " 'trackreplay rejected list' shows them.",
                        rows));
    }

    /**
     * Has them judged again.
     *
     * @param again the engine for that
     */
    OfferTotals retry(Map<FileOfStream, Long> waiting, ReplaySession again, PackParser parser, String paths)
            throws ReplayException, InterruptedException {
        OfferTotals totals = new OfferTotals();
        RejectedOffers offers = new RejectedOffers(parser, Optional.of(paths));
        for (String stream :
                waiting.keySet().stream().map(FileOfStream::stream).distinct().toList()) {
            ReadRejected.Filter filter = new ReadRejected.Filter(
                    Optional.empty(), Optional.of(stream), OptionalLong.empty(), Optional.of("stored"), List.of());
            List<ReadRejected.Row> page = page(filter, 0);
            while (!page.isEmpty() && page.get(0).id() <= upTo) {
                List<ReadRejected.Row> wanted = new ArrayList<>(page);
                wanted.removeIf(row -> !isOf(waiting, row));
                for (List<ReadRejected.Row> portion : RejectedOffers.portions(wanted)) {
                    List<Delivery> deliveries = offers.of(portion);
                    if (!deliveries.isEmpty()) {
                        totals.add(again.replayer().replay(deliveries));
                    }
                }
                page = page(filter, page.get(page.size() - 1).id());
            }
        }
        return totals;
    }

    private List<ReadRejected.Row> page(ReadRejected.Filter filter, long after) throws InterruptedException {
        return session.use(connection -> read.page(connection, filter, after, PAGE));
    }

    private boolean isOf(Map<FileOfStream, Long> waiting, ReadRejected.Row row) {
        return row.id() <= upTo
                && !ONLY_BY_NAME.contains(row.why().reason())
                && row.place()
                        .file()
                        .filter(file -> waiting.containsKey(new FileOfStream(file.stream(), file.fingerprint())))
                        .isPresent();
    }
}
