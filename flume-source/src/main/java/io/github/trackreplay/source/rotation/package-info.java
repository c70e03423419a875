/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Decides what rotation has done to the files of one stream: takes {@linkplain
 * io.github.trackreplay.source.rotation.Glimpse glimpses} of files on disk and of log files, gives {@linkplain
 * io.github.trackreplay.source.rotation.CarrierVerdict verdicts}. Where only bytes can tell, the verdict asks for them; {@code source.tail} reads
 * them and asks again.
 *
 * <p>Everything here is immutable and a function of what it is given: no file is opened, no clock is read, nobody is told.
 *
 * <p>Why so: {@code docs/decisions/0043-rotation-is-decided-by-what-is-seen.md}.
 */
package io.github.trackreplay.source.rotation;
