/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.audit;

import io.github.trackreplay.order.ByteRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What became of the bytes of a log file under one stream.
 *
 * @param file as the ledger knows it
 * @param length bytes of whole lines that the file has
 * @param unfinished bytes behind the last line end
 * @param taken what was taken, by what became of it
 * @param gaps bytes that have not been taken
 * @param proof what the proofs of what was taken say of the file
 */
public record Account(LedgerFile file, long length, long unfinished, Taken taken, List<ByteRange> gaps, Proof proof) {
    /**
     * Bytes that were taken, by what became of them.
     *
     * @param judged neither rejected nor held back: applied or skipped
     * @param rejected of rejected lines that wait
     * @param held of requests that are held back
     */
    public record Taken(long judged, long rejected, long held) {}

    /**
     * What proofs say.
     *
     * @param otherBytes places where the file proves to hold other bytes than those that were taken
     * @param proven how far the bytes are proven to be those that were taken
     */
    public record Proof(List<ByteRange> otherBytes, long proven) {}

    /** What is missing or contradicts itself, in sentences; none where every byte is accounted for. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (ByteRange gap : gaps) {
            problems.add(String.format(
                    Locale.ROOT,
                    "bytes %,d to %,d have not been taken (%,d bytes)",
                    gap.start(),
                    gap.end(),
                    gap.length()));
        }
        for (ByteRange other : proof.otherBytes()) {
            problems.add(String.format(
                    Locale.ROOT,
                    "bytes %,d to %,d are others than those that were taken: this is another log, or it was changed",
                    other.start(),
                    other.end()));
        }
        for (ByteRange conflict : file.ranges().conflicts()) {
            problems.add(String.format(
                    Locale.ROOT,
                    "what was sent of bytes %,d to %,d contradicts what had been taken, so it is kept and not applied: an import of the log"
                            + " (--late=apply --already-recorded=skip) brings what of it is proven to be other bytes",
                    conflict.start(),
                    conflict.end()));
        }
        if (unfinished > 0) {
            problems.add(
                    String.format(Locale.ROOT, "the last %,d bytes have no line end and are not read yet", unfinished));
        }
        LedgerFile.Bytes bytes = file.bytes();
        if (bytes.lost() > 0) {
            problems.add(String.format(
                    Locale.ROOT,
                    "%,d bytes were lost before they were read%s",
                    bytes.lost(),
                    file.takenTo() <= length ? "; an import of this file applies them (--late=apply)" : ""));
        }
        if (file.takenTo() <= length) {
            differs(problems, "applied or skipped", taken.judged(), bytes.applied() + bytes.skipped() + bytes.lost());
            differs(problems, "rejected", taken.rejected(), bytes.rejected());
            differs(problems, "held back", taken.held(), bytes.held());
        } else {
            problems.add(String.format(
                    Locale.ROOT,
                    "the ledger has taken %,d bytes of it, so this file was shortened, is an older copy, or was put back to an older"
                            + " state; it is proven to hold the same bytes up to %,d",
                    file.takenTo(),
                    proof.proven()));
        }
        return problems;
    }

    private static void differs(List<String> problems, String what, long found, long ledger) {
        if (found != ledger) {
            problems.add(String.format(
                    Locale.ROOT, "by its lines %,d bytes are %s, by the ledger's account %,d", found, what, ledger));
        }
    }
}
