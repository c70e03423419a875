/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Step 1, below reading: how the bytes of a log are packed on disk (compressed, or text of two bytes a character), takes a file's
 * bytes and gives its text in UTF-8. Knows nothing of lines, streams and rotations.
 */
package io.github.trackreplay.packing;
