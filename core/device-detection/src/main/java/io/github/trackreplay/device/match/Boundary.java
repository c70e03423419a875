/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

/** What must stand before a match. The definition format writes no boundary; it is part of how its regexes are applied. */
public enum Boundary {
    /** The start of the text, or a byte that is no letter, digit, `_` or `-`; or `_` after one that is no letter, digit or `-`; or `sprd-` or `MZ-`. */
    WORD,
    /** The start of the text, or a byte that is no letter, `_` or `-`. */
    LETTER
}
