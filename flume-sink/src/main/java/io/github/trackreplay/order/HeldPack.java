/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

/**
 * What memory knows of a held-back pack; its body is in the database.
 *
 * @param id names it
 * @param fileId its log file
 * @param minTime least event time of its requests
 * @param maxTime greatest event time of its requests
 * @param bytes size of its stored body
 * @param requests how many requests it holds
 */
public record HeldPack(long id, long fileId, long minTime, long maxTime, long bytes, int requests) {}
