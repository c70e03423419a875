/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * What PHP does to text, numbers and arrays, as far as the tracker depends on it: takes a value, gives the value that the
 * same PHP 8 function would give.
 *
 * <p>PHP strings are bytes, so every function here works on a <em>byte string</em>: a {@link java.lang.String} in which
 * each char (0 to 255) is one byte. Such a string costs one byte a char and has PHP's lengths and offsets. {@link
 * io.github.trackreplay.php.ByteText} leads from ordinary text to byte strings and back without loss. Pure; knows
 * nothing of Matomo's settings or tables.
 */
package io.github.trackreplay.php;
