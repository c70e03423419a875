/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.mysql.ledger.AsidePacks;
import io.github.trackreplay.mysql.ledger.ConflictRows;
import io.github.trackreplay.mysql.ledger.ForgetFiles;
import io.github.trackreplay.mysql.ledger.HashBlocks;
import io.github.trackreplay.mysql.ledger.HeldPacks;
import io.github.trackreplay.mysql.ledger.JudgedRanges;
import io.github.trackreplay.mysql.ledger.KeptBytes;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.ListedStreams;
import io.github.trackreplay.mysql.ledger.LoadStreams;
import io.github.trackreplay.mysql.ledger.LockProgress;
import io.github.trackreplay.mysql.ledger.LossRows;
import io.github.trackreplay.mysql.ledger.PlaceRows;
import io.github.trackreplay.mysql.ledger.Progress;
import io.github.trackreplay.mysql.ledger.ProofRows;
import io.github.trackreplay.mysql.ledger.ReadAgain;
import io.github.trackreplay.mysql.ledger.ReaderRows;
import io.github.trackreplay.mysql.ledger.ReofferedRows;
import io.github.trackreplay.mysql.ledger.SettingTexts;
import io.github.trackreplay.mysql.ledger.SkippedBytes;
import io.github.trackreplay.mysql.ledger.StoredPack;
import io.github.trackreplay.mysql.ledger.WriteOutcomes;
import io.github.trackreplay.mysql.ledger.WriteProgress;
import io.github.trackreplay.mysql.ledger.WriteStreams;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.UUID;

/** The SQL units of our tables for one collector. Stateless. */
final class Ledger {
    private final WriteProgress.Collector collector;
    private final ReadAgain readAgain;
    private final LockProgress lock;
    private final LoadStreams load;
    private final HeldPacks held;
    private final AsidePacks aside;
    private final WriteOutcomes outcomes;
    private final LossRows losses;
    private final SkippedBytes skipped;
    private final ReofferedRows rejected;
    private final JudgedRanges judged;
    private final SettingTexts settings;
    private final ProofRows proofs;
    private final ConflictRows conflicts;
    private final KeptBytes kept;
    private final WriteStreams streams;
    private final WriteProgress progress;
    private final ForgetFiles forget;
    private final ListedStreams listed;
    private final HashBlocks blocks;
    private final PlaceRows places;
    private final ReaderRows readers;

    /** @param maxHold see {@link WriteProgress.Collector} */
    Ledger(LedgerTables tables, Replayer.Identity identity, OptionalLong maxHold) {
        this.collector = new WriteProgress.Collector(
                identity.collector(), UUID.randomUUID().toString(), identity.host(), maxHold);
        this.readAgain = new ReadAgain(tables);
        this.lock = new LockProgress(tables);
        this.load = new LoadStreams(tables);
        this.held = new HeldPacks(tables);
        this.aside = new AsidePacks(tables);
        this.outcomes = new WriteOutcomes(tables);
        this.losses = new LossRows(tables);
        this.skipped = new SkippedBytes(tables);
        this.rejected = new ReofferedRows(tables);
        this.judged = new JudgedRanges(tables);
        this.settings = new SettingTexts(tables);
        this.proofs = new ProofRows(tables);
        this.conflicts = new ConflictRows(tables);
        this.kept = new KeptBytes(tables);
        this.streams = new WriteStreams(tables);
        this.progress = new WriteProgress(tables);
        this.forget = new ForgetFiles(tables);
        this.listed = new ListedStreams(tables);
        this.blocks = new HashBlocks(tables);
        this.places = new PlaceRows(tables);
        this.readers = new ReaderRows(tables);
    }

    Progress lock(Connection connection) throws SQLException {
        return lock.run(connection);
    }

    /** What to read again after the database has lost commits, as lines of text. */
    String readAgain(Connection connection) throws SQLException {
        return String.join(System.lineSeparator(), readAgain.commands(connection));
    }

    LoadStreams load() {
        return load;
    }

    HeldPacks held() {
        return held;
    }

    AsidePacks aside() {
        return aside;
    }

    WriteOutcomes outcomes() {
        return outcomes;
    }

    LossRows losses() {
        return losses;
    }

    SkippedBytes skipped() {
        return skipped;
    }

    JudgedRanges judged() {
        return judged;
    }

    SettingTexts settings() {
        return settings;
    }

    ReofferedRows rejected() {
        return rejected;
    }

    ProofRows proofs() {
        return proofs;
    }

    ConflictRows conflicts() {
        return conflicts;
    }

    KeptBytes kept() {
        return kept;
    }

    WriteStreams streams() {
        return streams;
    }

    String collector() {
        return collector.name();
    }

    ListedStreams listed() {
        return listed;
    }

    HashBlocks blocks() {
        return blocks;
    }

    PlaceRows places() {
        return places;
    }

    ReaderRows readers() {
        return readers;
    }

    /** Forgets some proofs inside of blocks, some hours of identities and some old log files, each in a transaction of its own; returns whether there may be more. */
    boolean forget(Connection connection, long lastSeenBefore, long provenBefore, long identityWindow)
            throws SQLException {
        boolean moreProofs = proofs.forget(connection, provenBefore);
        connection.commit();
        boolean moreIdentities = blocks.forget(connection, identityWindow);
        return forget.run(connection, lastSeenBefore) || moreProofs || moreIdentities;
    }

    byte[] encode(Pack pack) {
        return StoredPack.encode(pack);
    }

    void write(Connection connection, Progress after) throws SQLException {
        progress.run(connection, after, collector);
    }

    /** Notes that this collector is there although it has nothing to do. */
    void seen(Connection connection, long now) throws SQLException {
        progress.seen(connection, collector, now);
    }

    /** Shows that this collector takes nothing, because it knows of a commit that the database lacks. */
    void refuses(Connection connection, long known, long now) throws SQLException {
        progress.refuses(connection, collector, known, now);
    }

    /** The number of this collector's last commit. */
    long lastCommit(Connection connection) throws SQLException {
        return progress.lastCommit(connection, collector.name(), collector.instance());
    }
}
