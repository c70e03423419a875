/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Step 1: takes log files that others write, rotate, truncate and compress; gives {@link
 * io.github.trackreplay.event.RawPack}s: every complete line once, in file order, under a name that never changes.
 *
 * <p>Entry points: {@link io.github.trackreplay.source.tail.TailReader} follows the live logs of an agent, {@link
 * io.github.trackreplay.source.tail.OneShotReader} reads the files of one stream to their ends. Both hand out batches that
 * are offered again until they are committed.
 *
 * <p>A {@link io.github.trackreplay.source.tail.StreamTail} is one stream of a live reader. Its parts: {@link
 * io.github.trackreplay.source.tail.Carriers} are the files on disk, {@link
 * io.github.trackreplay.source.tail.CarrierIdentification} says which log files they hold, {@link
 * io.github.trackreplay.source.tail.Placement} puts new ones in order, {@link
 * io.github.trackreplay.source.tail.SizeWatch} and {@link io.github.trackreplay.source.tail.CopytruncateBooking} notice and book
 * that content was replaced, {@link io.github.trackreplay.source.tail.LogFileReader} reads and finishes, {@link
 * io.github.trackreplay.source.tail.Heartbeat} says that nothing earlier comes, {@link
 * io.github.trackreplay.source.tail.Quiescence} when there is nothing to do. A log file is read in a {@link
 * io.github.trackreplay.source.tail.ReadPass}: {@link io.github.trackreplay.source.tail.CandidateLines} chooses the lines,
 * {@link io.github.trackreplay.source.tail.PassProof} proves the bytes.
 *
 * <p>Knows no Flume and no log format; time, the finding of files and the recognition of event times are given to it.
 */
package io.github.trackreplay.source.tail;
