/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Proof;
import java.util.Optional;
import java.util.function.Function;

/**
 * The proof of a log file while one {@linkplain ReadPass pass} reads on: takes the bytes that are done with, and tells the packs
 * which blocks end. Blocks begin with lines of the file, whichever of them belong together, so they are the same for every
 * reader. For one thread.
 */
final class PassProof {
    private final ReadProgress progress;
    private final LineBuffer buffer;
    private final PackBuilder packs;
    /** Up to where the proof has taken the buffer. */
    private int taken;

    /**
     * @param progress its proof at the position is known
     * @param packs gives what makes the packs of the pass, which is told what proves the ends of lines
     */
    PassProof(ReadProgress progress, LineBuffer buffer, Function<PackBuilder.Prover, PackBuilder> packs) {
        this.progress = progress;
        this.buffer = buffer;
        this.packs = packs.apply(this::at);
    }

    /** What makes the packs of the pass. */
    PackBuilder packs() {
        return packs;
    }

    /** Takes the bytes up to an index, where a line starts; those searched so far of the first line precede them. */
    void take(int to) {
        if (progress.scannedProof.isPresent()) {
            progress.proof = progress.scannedProof;
            progress.scannedProof = Optional.empty();
            atPosition().closed().forEach(packs::blockEnds);
        }
        if (to > taken) {
            feed(atPosition(), taken, to);
            taken = to;
        }
    }

    /**
     * Takes bytes of a line whose end is not in sight, apart from the proof at the position.
     *
     * @param lineOfFileEnds whether a line of the file ends with them
     */
    void search(int to, boolean lineOfFileEnds) {
        RunningProof searched = searched();
        feed(searched, 0, to);
        long end = buffer.base() + to;
        if (lineOfFileEnds && searched.beginsBlock(end)) {
            searched.close(end);
        }
    }

    /** A line starts at an offset that is looked at now. */
    void beginLine(long offset) {
        if (atPosition().beginsBlock(offset)) {
            at(offset);
        }
        if (atPosition().beginsBlock(offset)) { // also behind the parts of lines before it
            packs.blockEnds(atPosition().close(offset));
        } else if (progress.wanted.contains(offset) || packs.wantsLineEnd(offset)) {
            at(offset).ifPresent(packs::blockEnds);
        }
    }

    /** The buffer has dropped its first bytes. */
    void dropped(int count) {
        taken = Math.max(0, taken - count);
    }

    /** The proof at the start of the line that is being looked at, or at the position. */
    private Optional<Proof> at(long boundary) {
        if (boundary > buffer.base()) {
            take((int) (boundary - buffer.base()));
        }
        return atPosition().at(boundary);
    }

    /** The proof that goes on behind the position, for bytes of a line whose end is not in sight. */
    private RunningProof searched() {
        if (progress.scannedProof.isEmpty()) {
            beginLine(buffer.base());
            progress.scannedProof = Optional.of(atPosition().copy());
        }
        return progress.scannedProof.get();
    }

    /** The proof at the position: it is recalled before anything is read. */
    private RunningProof atPosition() {
        return progress.proof.orElseThrow();
    }

    private void feed(RunningProof proof, int from, int to) {
        int at = from;
        while (proof.beginsBlock(buffer.base() + to - 1)) {
            int search = (int) Math.max(at, proof.nextBlock() - buffer.base() - 1);
            int lineFeed = Bytes.lineFeed(buffer.bytes(), search, to - 1);
            if (lineFeed < 0) {
                break;
            }
            at = closeBlock(proof, at, lineFeed + 1);
        }
        proof.update(buffer.bytes(), at, to);
    }

    private int closeBlock(RunningProof proof, int from, int to) {
        proof.update(buffer.bytes(), from, to);
        Proof block = proof.close(buffer.base() + to);
        if (proof == atPosition()) {
            packs.blockEnds(block);
        }
        return to;
    }
}
