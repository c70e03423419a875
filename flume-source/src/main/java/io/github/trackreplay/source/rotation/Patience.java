/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

/**
 * How long a tail waits for what may still come.
 *
 * @param finalAfter how long a file with a successor must be unchanged to be final, in milliseconds
 * @param unclear how long to wait for a compressed file to become complete, for an unclear file to become clear, or for one that does not
 *     grow and whose time changes, in milliseconds
 * @param halfLine how long an unfinished last line may be the server's next words, in milliseconds
 */
public record Patience(long finalAfter, long unclear, long halfLine) {}
