/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.regex;

/** Places in a text, as operands of {@link Op#ASSERT}. */
final class Place {
    static final int TEXT_START = 0;
    static final int TEXT_END = 1;
    /** The end, or before a line feed that ends the text. */
    static final int TEXT_END_OR_LAST_LINE_FEED = 2;

    static final int LINE_START = 3;
    static final int LINE_END = 4;
    static final int WORD_BOUNDARY = 5;
    static final int NO_WORD_BOUNDARY = 6;

    private Place() {}
}
