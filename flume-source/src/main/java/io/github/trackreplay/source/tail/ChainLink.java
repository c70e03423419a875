/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

/** What a log file has to do with the one before it in the chain. */
enum ChainLink {
    /** Which one that is is not known for good. */
    OPEN,
    /** That is known, and not yet what its end begins of a line in parts. */
    LINKED,
    /** Both are known. */
    FOLLOWED,
    /** It turned up after younger files had been read, so it is in no chain: it has no predecessor and is nobody's. */
    ASIDE
}
