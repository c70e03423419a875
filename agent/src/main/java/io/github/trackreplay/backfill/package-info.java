/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * One-shot backfill: takes streams of log files, gives applied requests and an account of every byte, through the same
 * reader, parser and replayer as the agent, without Flume. One thread reads and parses ahead, one replays.
 */
package io.github.trackreplay.backfill;
