/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Applies thousands of regexes to a text, fast: gives the first rule of a list that matches, with its groups.
 *
 * <p>How: every regex is read once; what its matches must contain (literals) goes into one index. A pass over the text finds
 * the few candidates; a literal that begins the regex also says where to try it. Only those are run, by
 * an engine of linear effort. The result is by contract the same as running all of them, in order, everywhere.
 *
 * <p>It must not know what the rules mean.
 */
package io.github.trackreplay.device.match;
