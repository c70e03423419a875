/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

/**
 * A stream whose times have turned out to lie steadily beside the present.
 *
 * @param behind by how many milliseconds they lie behind; negative where they lie in the future
 */
public record Skewed(String stream, long behind) {}
