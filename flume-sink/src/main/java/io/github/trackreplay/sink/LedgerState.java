/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.mysql.ledger.HashBlocks;
import io.github.trackreplay.mysql.ledger.LoadStreams;
import io.github.trackreplay.mysql.ledger.Progress;
import io.github.trackreplay.mysql.ledger.StreamTally;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.HoldIndex;
import io.github.trackreplay.order.Newcomers;
import io.github.trackreplay.order.ReplayOrder;
import io.github.trackreplay.order.StreamOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What memory knows of the ledger between two transactions of this engine. After a failed transaction it is thrown away
 * and read again.
 */
final class LedgerState {
    private static final int INDEX_CAPACITY = 50_000;
    private static final int SETTLED_FILES = 8;

    private final String databaseId;
    private final LoadStreams load;
    private final ReplayOrder order;
    private final HoldIndex index = new HoldIndex(INDEX_CAPACITY);
    private final Map<Long, StreamTally> tallies = new HashMap<>();
    private final Map<Long, FileTrack> files = new HashMap<>();
    private final HeldCache cache;
    private final TakenIdentities identities;
    private final QuietStreams quiet;
    private final Ways ways = new Ways();
    private final SeenHosts hosts = new SeenHosts();
    private final ReaderWatch readers = new ReaderWatch();
    private long commitNumber = -1;
    private boolean listed;
    private boolean settings;

    /**
     * @param databaseId of the ledger that is read
     * @param newcomers what is remembered of them when this is thrown away
     */
    LedgerState(LoadStreams load, HashBlocks blocks, ReplayPolicy policy, String databaseId, Newcomers newcomers) {
        this.identities = new TakenIdentities(blocks);
        this.quiet = new QuietStreams(policy.waits().pipelineIdle());
        this.load = load;
        this.databaseId = databaseId;
        ReplayPolicy.Streams streams = policy.streams();
        this.order = new ReplayOrder(
                policy.waits().maxHold().toMillis(),
                policy.collects() ? Set.of() : streams.listed(),
                streams.toCome(),
                newcomers);
        this.cache = new HeldCache(policy.limits().memory());
        index.unload();
    }

    /** Whether it is still the same ledger: an operator may have begun another one. */
    boolean isOf(Progress progress) {
        return progress.databaseId().equals(databaseId);
    }

    /** Brings memory up to what is stored. The first time everything is read, then what others changed. */
    void catchUp(Connection connection, Progress progress, long now) throws SQLException {
        if (progress.commitNumber() != commitNumber) {
            LoadStreams.Loaded changed = load.changedAfter(connection, commitNumber);
            for (StreamOrder stream : changed.streams().values()) {
                order.find(stream.name()).ifPresent(old -> old.files().forEach(file -> files.remove(file.id())));
                add(stream, now);
                stream.files().forEach(file -> files.put(file.id(), file));
            }
            tallies.putAll(changed.tallies());
            index.unload();
            cache.dropBelow(progress.frontier());
            identities.forget();
            commitNumber = progress.commitNumber();
        }
        order.resume(progress.frontier(), progress.reach().completeThrough());
    }

    private void add(StreamOrder stream, long now) {
        if (commitNumber < 0) {
            order.add(stream, now);
        } else {
            order.addNew(stream, now);
        }
    }

    /** Whether the ledger has been brought in line with the configuration since it was read; from now on it has. */
    boolean noteListed() {
        boolean before = listed;
        listed = true;
        return before;
    }

    /** Whether the ledger has the long texts of this sink's settings since it was read; from now on it has. */
    boolean noteSettings() {
        boolean before = settings;
        settings = true;
        return before;
    }

    /** Makes sure that the configured streams exist. */
    void know(Collection<String> streams, LongSupplier ids, long now) {
        streams.forEach(name -> tally(order.stream(name, ids, now)));
    }

    /** The file that a pack names, looked up in the database where memory does not know it. */
    FileTrack file(Connection connection, LogFile header, LongSupplier ids, long now) throws SQLException {
        StreamOrder stream = order.stream(header.stream(), ids, now);
        load(connection, stream, header);
        FileTrack file = order.file(header, ids, now);
        stream.files().forEach(f -> files.putIfAbsent(f.id(), f));
        return file;
    }

    private void load(Connection connection, StreamOrder stream, LogFile header) throws SQLException {
        if (stream.stored() && !stream.knows(header.fingerprint())) {
            load.around(connection, stream, header).forEach(stored -> remember(stream, stored));
        }
    }

    /** The file that a pack names, if a pack of it has come before. */
    Optional<FileTrack> known(Connection connection, LogFile header) throws SQLException {
        Optional<StreamOrder> stream = order.find(header.stream());
        if (stream.isEmpty()) {
            return Optional.empty();
        }
        load(connection, stream.get(), header);
        return stream.get().find(header.fingerprint()).filter(FileTrack::seen);
    }

    private void remember(StreamOrder stream, FileTrack stored) {
        stream.add(stored);
        stream.find(stored.file().fingerprint()).ifPresent(known -> files.put(known.id(), known));
    }

    /** Makes sure that files are in memory. */
    void need(Connection connection, Collection<Long> fileIds) throws SQLException {
        List<Long> missing =
                fileIds.stream().distinct().filter(id -> !files.containsKey(id)).toList();
        Map<Long, StreamOrder> byId = missing.isEmpty()
                ? Map.of()
                : order.streams().stream().collect(Collectors.toMap(StreamOrder::id, stream -> stream));
        for (FileTrack stored : load.byId(connection, missing, byId)) {
            remember(order.find(stored.file().stream()).orElseThrow(), stored);
        }
    }

    FileTrack file(long id) {
        FileTrack file = files.get(id);
        if (file == null) {
            throw new IllegalStateException("file " + id + " was not loaded");
        }
        return file;
    }

    StreamOrder streamOf(FileTrack file) {
        return order.find(file.file().stream()).orElseThrow();
    }

    StreamTally tally(StreamOrder stream) {
        return tallies.computeIfAbsent(stream.id(), id -> new StreamTally());
    }

    /** Called after the COMMIT: forgets what is settled. */
    void committed(long number) {
        commitNumber = number;
        identities.committed();
        for (StreamOrder stream : order.streams()) {
            if (stream.files().size() > SETTLED_FILES) {
                stream.files().forEach(file -> files.remove(file.id()));
                stream.forgetSettled();
                stream.files().forEach(file -> files.put(file.id(), file));
            }
        }
    }

    long commitNumber() {
        return commitNumber;
    }

    ReplayOrder order() {
        return order;
    }

    HoldIndex index() {
        return index;
    }

    Map<Long, StreamTally> tallies() {
        return tallies;
    }

    TakenIdentities identities() {
        return identities;
    }

    QuietStreams quiet() {
        return quiet;
    }

    SeenHosts hosts() {
        return hosts;
    }

    ReaderWatch readers() {
        return readers;
    }

    Ways ways() {
        return ways;
    }

    HeldCache cache() {
        return cache;
    }
}
