/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

import java.util.OptionalLong;

/**
 * Tells that a file on disk lost its content and stayed: a rotator has copied and emptied it (copytruncate), or a server has begun it
 * anew. By its length where it became shorter; else by its bytes, for which the verdict asks.
 */
final class CopytruncateDetection {
    private CopytruncateDetection() {}

    /**
     * Of an open file that holds a log file: whether the bytes that were read, and the last ones that were seen and not read, are gone.
     *
     * @param sound whether they were proven when the file was as long, and as old, as it is now
     */
    static CarrierVerdict ofLogFile(Glimpse glimpse, FileGlimpse held, boolean sound) {
        if (glimpse.shrunk()) {
            return new CarrierVerdict.Replaced(glimpse.key());
        }
        if (sound || !held.provable() || glimpse.size() < held.position()) {
            return new CarrierVerdict.AsItWas(glimpse.key());
        }
        return switch (glimpse.evidence()) {
            case NONE -> new CarrierVerdict.Prove(glimpse.key(), CarrierVerdict.Bytes.TAKEN);
            case BROKEN -> new CarrierVerdict.Replaced(glimpse.key());
            case INTACT -> new CarrierVerdict.Vouched(glimpse.key(), glimpse.size());
        };
    }

    /** Of a file of which no log file could be told: whether it begins no more with what it held then. */
    static CarrierVerdict ofUnidentified(Glimpse glimpse) {
        OptionalLong begun = glimpse.extent().begun();
        boolean compared = begun.isPresent() && glimpse.age().open() && glimpse.size() != begun.getAsLong();
        if (!glimpse.shrunk() && compared && glimpse.evidence() == Evidence.NONE) {
            return new CarrierVerdict.Prove(glimpse.key(), CarrierVerdict.Bytes.BEGUN);
        }
        return glimpse.shrunk() || (compared && glimpse.evidence() == Evidence.BROKEN)
                ? new CarrierVerdict.LostUnidentified(
                        glimpse.key(), begun.orElse(glimpse.extent().greatest()))
                : new CarrierVerdict.AsItWas(glimpse.key());
    }
}
