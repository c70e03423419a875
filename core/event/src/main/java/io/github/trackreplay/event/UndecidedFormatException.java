/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.Map;

/**
 * Nothing of some streams can be read, and nothing of them has been read so far, so their format is unknown. A source that
 * has said that it keeps its lines ({@link RawPackCodec#keptHeaders}) gets this in place of rejected lines: nothing of the batch
 * was taken. It offers the other streams' lines without theirs, and theirs again when there are more of them.
 */
public final class UndecidedFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // never serialised
    private final Map<String, String> sentences;

    /** @param sentences by stream, what is wrong and the remedy */
    public UndecidedFormatException(Map<String, String> sentences) {
        super(String.join(" ", sentences.values()));
        this.sentences = Map.copyOf(sentences);
    }

    /** What is wrong and the remedy, by stream. */
    public Map<String, String> sentences() {
        return sentences;
    }
}
