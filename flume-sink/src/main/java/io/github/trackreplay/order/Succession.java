/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Which files a stream has, which follows which, and the chains that they form. Knows nothing of times. Mutable. */
final class Succession {
    private final String stream;
    private final Map<Fingerprint, FileTrack> files = new HashMap<>();
    private final Map<Long, FileTrack> successors = new HashMap<>();
    private final Map<Long, Chain> chains = new HashMap<>();
    private final Map<Long, Long> joined = new HashMap<>();
    private long lastNumber;

    Succession(String stream) {
        this.stream = stream;
    }

    Optional<FileTrack> find(Fingerprint fingerprint) {
        return Optional.ofNullable(files.get(fingerprint));
    }

    /** Adds a stored file; its chain must have been added. */
    void add(FileTrack file) {
        if (files.putIfAbsent(file.file().fingerprint(), file) == null) {
            lastNumber = Math.max(lastNumber, file.file().number());
            // either of the two may come first
            file.file()
                    .previous()
                    .map(previous -> files.get(previous.fingerprint()))
                    .filter(previous -> previous.chain() == file.chain())
                    .ifPresent(previous -> successors.putIfAbsent(previous.id(), file));
            for (FileTrack other : files.values()) {
                if (other.chain() == file.chain() && follows(other, file)) {
                    successors.putIfAbsent(file.id(), other);
                }
            }
        }
    }

    private static boolean follows(FileTrack later, FileTrack earlier) {
        return later.file()
                .previous()
                .filter(previous -> previous.fingerprint().equals(earlier.file().fingerprint()))
                .isPresent();
    }

    /** Adds a stored chain. */
    void add(Chain chain) {
        chains.put(chain.id(), chain);
    }

    /**
     * Gives a file of which something arrives for the first time its place: the number that the header gives unless another
     * file of the stream has it or its predecessor has a greater one, behind that predecessor if it is known, else behind one of
     * which nothing has arrived. Numbers ascend along a chain: a reader that has lost its positions begins anew with 1.
     *
     * @param ids gives an id for a new file
     */
    FileTrack place(LogFile header, LongSupplier ids) {
        FileTrack file = files.get(header.fingerprint());
        if (file == null) {
            file = FileTrack.unknown(ids.getAsLong(), numbered(header), true);
            files.put(header.fingerprint(), file);
        } else {
            file.becomeSeen(header.previous());
        }
        link(file, ids);
        return file;
    }

    private LogFile numbered(LogFile header) {
        Optional<FileTrack> before = header.previous().map(previous -> files.get(previous.fingerprint()));
        boolean alone = header.previous().isEmpty() || before.isPresent();
        boolean ascends =
                before.filter(known -> known.file().number() >= header.number()).isEmpty();
        boolean free =
                ascends && !used(header.number()) && (alone || (header.number() > 1 && !used(header.number() - 1)));
        // a predecessor that has not arrived needs the number before
        long number = free ? header.number() : lastNumber + (alone ? 1 : 2);
        lastNumber = Math.max(lastNumber, number);
        return new LogFile(stream, header.fingerprint(), number, header.previous());
    }

    private boolean used(long number) {
        return files.values().stream().anyMatch(f -> f.file().number() == number);
    }

    private void link(FileTrack file, LongSupplier ids) {
        Optional<LogFile.Previous> previous = file.file()
                .previous()
                .filter(p -> !p.fingerprint().equals(file.file().fingerprint()));
        if (previous.isEmpty()) {
            beginChain(file);
            return;
        }
        FileTrack before = files.get(previous.get().fingerprint());
        if (before == null) {
            before = missing(previous.get().fingerprint(), file.file().number() - 1, ids);
        }
        boolean ascends = before.file().number() < file.file().number();
        if (!ascends || successors.containsKey(before.id()) || before.chain() == file.chain()) {
            beginChain(file);
            return;
        }
        successors.put(before.id(), file);
        Chain own = chains.remove(file.chain());
        if (own != null) {
            joined.put(own.id(), before.chain());
            chain(before.chain()).ifPresent(c -> c.join(own));
        }
        long former = file.chain();
        for (FileTrack other : files.values()) {
            if (other == file || (own != null && other.chain() == former)) {
                other.chain(before.chain());
            }
        }
    }

    private FileTrack missing(Fingerprint fingerprint, long number, LongSupplier ids) {
        LogFile told = numbered(new LogFile(stream, fingerprint, number, Optional.empty()));
        FileTrack before = FileTrack.unknown(ids.getAsLong(), told, false);
        files.put(fingerprint, before);
        beginChain(before);
        return before;
    }

    private void beginChain(FileTrack head) {
        chains.putIfAbsent(head.chain(), Chain.startingAt(head));
    }

    /** Drops files that can neither move a reach nor have requests held back. */
    void forgetSettled() {
        files.values().removeIf(this::settled);
        successors.keySet().removeIf(before -> files.values().stream().noneMatch(f -> f.id() == before));
    }

    private boolean settled(FileTrack file) {
        Chain chain = chains.get(file.chain());
        return chain != null
                && !file.changed()
                && file.account().held() == 0
                && file.file().number() < chain.whole().file().file().number()
                && file != chain.order().file();
    }

    /** The chain that a chain has become part of since the last commit; itself if it has not. */
    long joinedInto(long chain) {
        long into = chain;
        while (joined.containsKey(into)) {
            into = joined.getOrDefault(into, into);
        }
        return into;
    }

    boolean hasSuccessor(FileTrack file) {
        return successors.containsKey(file.id());
    }

    /** Files by the id of the one before. */
    Map<Long, FileTrack> successors() {
        return successors;
    }

    /** The chain with an id. */
    Optional<Chain> chain(long id) {
        return Optional.ofNullable(chains.get(id));
    }

    Collection<Chain> chains() {
        return chains.values();
    }

    Collection<FileTrack> files() {
        return files.values();
    }

    /** Ids of chains that were joined to others and are still stored. */
    List<Long> removedChains() {
        return List.copyOf(joined.keySet());
    }

    /** The greatest file number ever given. */
    long lastNumber() {
        return lastNumber;
    }

    void numbered(long greatestNumber) {
        lastNumber = greatestNumber;
    }

    void noteStored() {
        joined.clear();
    }
}
