/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Proof;
import java.util.Optional;

/**
 * What is known of one log file: its place in the chain, its ranges and its account. Mutable.
 *
 * <p>Three kinds of ranges: <em>taken</em> ones are accounted for; a <em>passed</em> one is a gap that the order no longer
 * waits for; an <em>accepted</em> one is a gap that the operator has given up. What arrives later for the last two is
 * taken all the same.
 */
public final class FileTrack {
    private final long id;
    private final TakenRanges taken = new TakenRanges();
    private final TakenRanges passed = new TakenRanges();
    private final TakenRanges accepted = new TakenRanges();
    private final FileAccount account;
    private LogFile file;
    private boolean seen;
    private long chain;
    private boolean stored;
    private boolean changed;
    private String host = "";
    private String path = "";
    private String trackerPaths = "";
    private long lastSeen;
    private long firstTime = Long.MAX_VALUE;
    private long lastTime = Long.MIN_VALUE;
    private Optional<Proof> lastProof = Optional.empty();

    /**
     * A file as it is stored, but for its ranges, which are to be added.
     *
     * @param seen false if only its successor has told of it
     */
    public FileTrack(long id, LogFile file, boolean seen, long chain, FileAccount account) {
        this.id = id;
        this.file = file;
        this.seen = seen;
        this.chain = chain;
        this.account = account;
        this.stored = true;
    }

    /** A file that is not stored yet. */
    static FileTrack unknown(long id, LogFile file, boolean seen) {
        FileTrack track = new FileTrack(id, file, seen, id, new FileAccount());
        track.stored = false;
        track.changed = true;
        return track;
    }

    public long id() {
        return id;
    }

    public LogFile file() {
        return file;
    }

    /** Whether a pack of it has arrived; otherwise only its successor has told of it. */
    public boolean seen() {
        return seen;
    }

    void becomeSeen(Optional<LogFile.Previous> previous) {
        file = new LogFile(file.stream(), file.fingerprint(), file.number(), previous);
        seen = true;
        changed = true;
    }

    public long chain() {
        return chain;
    }

    void chain(long newChain) {
        changed |= chain != newChain;
        chain = newChain;
    }

    public TakenRanges taken() {
        return taken;
    }

    public TakenRanges passed() {
        return passed;
    }

    public TakenRanges accepted() {
        return accepted;
    }

    public FileAccount account() {
        return account;
    }

    public String host() {
        return host;
    }

    /** Where on the host it was read last, for people; empty where that is not known. */
    public String path() {
        return path;
    }

    public String trackerPaths() {
        return trackerPaths;
    }

    public long lastSeen() {
        return lastSeen;
    }

    /** Least event time in it, or {@link Long#MAX_VALUE}. */
    public long firstTime() {
        return firstTime;
    }

    /** Greatest event time in it, or {@link Long#MIN_VALUE}. */
    public long lastTime() {
        return lastTime;
    }

    /** Sets what a stored row knows besides. */
    public void describe(String newHost, String newPath, String newPaths, long seenAt, long first, long last) {
        host = newHost;
        path = newPath;
        trackerPaths = newPaths;
        lastSeen = seenAt;
        firstTime = first;
        lastTime = last;
    }

    /** Notes where and with which tracker paths the file was read last; an empty path is not known. */
    public void noteRead(String newHost, String newPath, String newPaths, long seenAt) {
        path = newPath.isEmpty() && newHost.equals(host) ? path : newPath;
        host = newHost;
        trackerPaths = newPaths;
        lastSeen = seenAt;
        changed = true;
    }

    public void noteTime(long time) {
        firstTime = Math.min(firstTime, time);
        lastTime = Math.max(lastTime, time);
    }

    /** The proof at the greatest boundary that this program has seen since it read the file's row, which does not tell. */
    public Optional<Proof> lastProof() {
        return lastProof;
    }

    public void noteProof(Proof proof) {
        if (lastProof.filter(last -> last.boundary() >= proof.boundary()).isEmpty()) {
            lastProof = Optional.of(proof);
        }
    }

    /** Marks the account as changed. */
    public void touch() {
        changed = true;
    }

    public boolean changed() {
        return changed;
    }

    /** Whether a row of it exists. */
    public boolean stored() {
        return stored;
    }

    public void noteStored() {
        stored = true;
        changed = false;
    }
}
