/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;

/** A content goes on without the end of a line where a log does not: it is none. */
final class NoLineException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    NoLineException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    /** What it holds in place of a line. */
    String sentence() {
        return sentence;
    }
}
