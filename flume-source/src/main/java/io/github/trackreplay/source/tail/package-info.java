/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Step 1: takes log files that others write, rotate, truncate and compress; gives {@link
 * io.github.trackreplay.event.RawPack}s: every complete line once, in file order, under a name that never changes.
 *
 * <p>Entry points: {@link io.github.trackreplay.source.tail.TailReader} follows the live logs of an agent, {@link
 * io.github.trackreplay.source.tail.OneShotReader} reads the files of one stream to their ends. Both hand out batches that
 * are offered again until they are committed.
 *
 * <p>Knows no Flume and no log format; time, the finding of files and the recognition of event times are given to it.
 */
package io.github.trackreplay.source.tail;
