/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Proof;
import io.github.trackreplay.parts.Parts;
import io.github.trackreplay.source.checkpoint.Anchor;
import io.github.trackreplay.source.checkpoint.FilePosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How far a log file has been read. A read works on a copy, which takes the original's place only when the content has
 * proved to be the same file's after all was read.
 */
final class ReadProgress implements ReadState {
    private static final byte[] NOTHING = new byte[0];
    private static final Anchor BEGINNING = Anchor.of(0, NOTHING);

    /** Up to where the file's bytes are in packs. */
    long accounted;
    /** What proves that. */
    Anchor mark;
    /** The {@code #Fields:} line in force there. */
    Optional<String> fieldsAtMark = Optional.empty();
    /** Start of the first line that is not read yet; what lies between was skipped. */
    long position;
    /** The bytes before the position; empty after a restart until they have been read again. */
    Optional<byte[]> tail = Optional.empty();
    /** The {@code #Fields:} line in force at the position. */
    Optional<String> fields = Optional.empty();
    /** Lines up to here lie before the stream's start. */
    long start;
    /** Bytes between accounted and position that lie before the stream's start. */
    long beforeStart;
    /** Up to where a hole or an overlong line at the position has been searched for its end; otherwise the position. */
    long scanned;
    /** The bytes before that. */
    Optional<byte[]> scannedTail = Optional.empty();
    /** How many NUL bytes the line at the position begins with that were searched and not kept. */
    long hole;
    /** First bytes of an overlong line at the position, behind the hole; empty without one. */
    Optional<byte[]> overlong = Optional.empty();
    /** What was begun of lines that stand in parts, up to where the line at the position has been searched for its end. */
    Parts parts = new Parts();
    /** The same before the line at the position. */
    Parts settled = new Parts();
    /** Behind the last line that is known to be one of a log, as it is a tracking request or has a time. */
    long told;
    /** Whether a restart has forgotten what the lines before the position tell of parts behind it. */
    boolean forgotten;
    /** Proofs along the file, at growing distances. */
    List<Anchor> anchors = new ArrayList<>(0);
    /** The proof at the position; empty after a restart until its block has been read again. */
    Optional<RunningProof> proof = Optional.empty();
    /** The proof of what was searched of a hole or an overlong line at the position; empty without one. */
    Optional<RunningProof> scannedProof = Optional.empty();
    /** Where a proof is wanted besides: the ledger has one there. */
    Set<Long> wanted = Set.of();
    /** Proofs at the ends of all lines between accounted and position but the last; empty where they are not known. */
    Optional<List<Proof>> pending = Optional.of(List.of());
    /** Proofs of blocks before the mark, and at the mark. */
    private List<Proof> blocks = List.of();

    private Optional<Proof> markProof = Optional.empty();

    private ReadProgress(Anchor mark) {
        this.mark = mark;
    }

    static ReadProgress atBeginning() {
        ReadProgress p = new ReadProgress(BEGINNING);
        p.knowsTheBeginning();
        return p;
    }

    private void knowsTheBeginning() {
        tail = Optional.of(NOTHING);
        scannedTail = tail;
        proof = Optional.of(RunningProof.atBeginning());
    }

    /** As it was when the reader stopped. */
    static ReadProgress restored(FilePosition saved) {
        FilePosition.Proven proven = saved.proven();
        FilePosition.Reading reading = saved.reading();
        List<Anchor> anchors =
                proven.anchors().stream().filter(anchor -> anchor.offset() > 0).toList();
        long position = saved.position();
        ReadProgress p = new ReadProgress(anchors.isEmpty() ? BEGINNING : anchors.get(anchors.size() - 1));
        p.accounted = position;
        p.position = position;
        p.scanned = position;
        p.told = position;
        p.start = reading.start();
        p.fields = reading.fields();
        p.fieldsAtMark = p.fields;
        p.anchors.addAll(distant(anchors));
        p.forgotten = position > 0;
        if (position == 0) {
            p.knowsTheBeginning();
        }
        p.restore(proven.blocks());
        return p;
    }

    /** Those at growing distances: the one at the position, which each save adds, would make ever more of them. */
    private static List<Anchor> distant(List<Anchor> ascending) {
        List<Anchor> distant = new ArrayList<>();
        long last = 0;
        for (Anchor anchor : ascending) {
            if (isDistant(anchor.offset(), last)) {
                distant.add(anchor);
                last = anchor.offset();
            }
        }
        return distant;
    }

    private static boolean isDistant(long offset, long last) {
        return offset >= 2 * last && offset > last;
    }

    private void restore(List<Proof> proofs) {
        int whole = proofs.size() - 1;
        boolean marked = whole >= 0 && proofs.get(whole).boundary() == position;
        blocks = marked ? List.copyOf(proofs.subList(0, whole)) : List.copyOf(proofs);
        markProof = marked ? Optional.of(proofs.get(whole)) : Optional.empty();
    }

    ReadProgress copy() {
        ReadProgress p = new ReadProgress(mark);
        p.accounted = accounted;
        p.fieldsAtMark = fieldsAtMark;
        p.position = position;
        p.tail = tail;
        p.fields = fields;
        p.start = start;
        p.beforeStart = beforeStart;
        p.scanned = scanned;
        p.scannedTail = scannedTail;
        p.hole = hole;
        p.told = told;
        p.overlong = overlong;
        p.parts = parts.copy();
        p.settled = settled.copy();
        p.forgotten = forgotten;
        p.anchors = new ArrayList<>(anchors);
        p.proof = proof.map(RunningProof::copy);
        p.scannedProof = scannedProof.map(RunningProof::copy);
        p.wanted = wanted;
        p.pending = pending;
        p.blocks = blocks;
        p.markProof = markProof;
        return p;
    }

    /** Everything up to a line's end has been read; nothing is known of the lines before it. */
    void advance(long to, byte[] bytesBefore) {
        position = to;
        tail = Optional.of(bytesBefore);
        scanned = to;
        scannedTail = tail;
        hole = 0;
        overlong = Optional.empty();
        parts = new Parts();
        settled = new Parts();
        scannedProof = Optional.empty();
        long last = anchors.isEmpty() ? 0 : anchors.get(anchors.size() - 1).offset();
        if (isDistant(to, last)) {
            anchors.add(Anchor.of(to, bytesBefore));
        }
    }

    /** How many bytes have been read without a line that is known to be one of a log. */
    long untold() {
        return scanned - told;
    }

    /** Nothing has been read, and lines in parts may go on here that another file has begun. */
    void follow(Parts begunBefore) {
        parts = begunBefore.copy();
        settled = begunBefore.copy();
    }

    /** Everything up to the position is in packs now. */
    void account() {
        if (accounted != position) {
            accounted = position;
            mark = Anchor.of(position, tail.orElseThrow());
            fieldsAtMark = fields;
            markProof = proof.flatMap(known -> known.at(position));
            blocks = proof.map(RunningProof::closed).orElse(blocks);
        }
        beforeStart = 0;
        pending = Optional.of(List.of());
    }

    /** Bytes at the end were destroyed: nothing proves the position any more. */
    void lose(long length) {
        position += length;
        accounted = position;
        scanned = position;
        beforeStart = 0;
        hole = 0;
        overlong = Optional.empty();
        parts = new Parts();
        settled = new Parts();
        forgotten = false;
        proof = Optional.empty();
        scannedProof = Optional.empty();
    }

    /** Keeps only what a restart keeps: as long as nothing more is read, that is enough. */
    void rest() {
        if (position > 0 && mark.offset() == position && scanned == position && overlong.isEmpty()) {
            tail = Optional.empty();
            scannedTail = Optional.empty();
            proof = Optional.empty();
        }
    }

    /** As it is to be saved for a log file that nobody knows to be finished, or to hold more than was read. */
    FilePosition position(Head head, FilePosition.Place place) {
        return new FilePosition(
                new FilePosition.Identity(head.fingerprint(), head.length(), head.longer()),
                place,
                new FilePosition.Reading(false, accounted, start > accounted ? start : 0, accounted, fieldsAtMark),
                "",
                new FilePosition.Proven(proofs(), blockProofs()));
    }

    /** Whether a position that was saved of it says all that is needed to read on, besides whether a restart has forgotten anything. */
    boolean isAllIn(FilePosition saved) {
        boolean accountedFor = saved.position() == position && accounted == position && scanned == position;
        boolean nothingBegun =
                hole == 0 && overlong.isEmpty() && scannedProof.isEmpty() && !parts.areBegun() && !settled.areBegun();
        boolean nothingPending =
                beforeStart == 0 && pending.filter(List::isEmpty).isPresent() && wanted.isEmpty();
        nothingPending &= !Endless.isNotWaitedFor(this);
        boolean proven = position == 0 || (tail.isEmpty() && mark.offset() == position);
        return accountedFor && nothingBegun && nothingPending && proven && fields.equals(fieldsAtMark);
    }

    /** The proof at the mark, where it is known. */
    Optional<Proof> markProof() {
        return markProof;
    }

    /** Proofs of whole blocks and the one at the mark, ascending. */
    List<Proof> blockProofs() {
        List<Proof> proofs = new ArrayList<>();
        long before = markProof.map(Proof::boundary).orElse(mark.offset() + 1);
        for (Proof block : blocks) {
            if (block.boundary() < before) {
                proofs.add(block);
            }
        }
        markProof.ifPresent(proofs::add);
        return proofs;
    }

    /** Whether these are the bytes before the position. */
    boolean provenBy(byte[] bytes) {
        return tail.map(known -> Arrays.equals(known, bytes))
                .orElseGet(() -> Anchor.of(position, bytes).equals(mark));
    }

    /** The proofs up to the mark, the mark last. */
    List<Anchor> proofs() {
        List<Anchor> proofs = new ArrayList<>();
        for (Anchor anchor : anchors) {
            if (anchor.offset() < mark.offset()) {
                proofs.add(anchor);
            }
        }
        proofs.add(mark);
        return proofs;
    }
}
