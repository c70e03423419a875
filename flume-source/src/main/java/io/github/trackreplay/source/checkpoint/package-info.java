/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * What the source remembers across restarts: which log files it knows and how far it has come in each. Takes {@link
 * io.github.trackreplay.source.checkpoint.Positions}, gives a file, and changes to it, that are either the old or the new state,
 * whatever is pulled out when. Read strictly: a damaged file is an error, never a guess. Knows neither Flume nor how files are read.
 */
package io.github.trackreplay.source.checkpoint;
