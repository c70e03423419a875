/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

/**
 * What was read. {@code bytes} = bytes of candidate lines + {@code skippedBytes}; {@code lost} bytes are in neither.
 *
 * @param bytes bytes of complete lines that were read
 * @param lines complete lines that were read
 * @param candidates lines that can be tracker calls, overlong ones included
 * @param skippedBytes bytes of the other lines
 * @param beforeStart those of them that lie before a stream's start
 * @param lost bytes that were destroyed before they were read
 */
public record ReadCounts(long bytes, long lines, long candidates, long skippedBytes, long beforeStart, long lost) {}
