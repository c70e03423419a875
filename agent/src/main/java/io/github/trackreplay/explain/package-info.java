/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * The way of one request from the log to Matomo's rows, for people: takes a place in a log file or a row, gives the line, the
 * request, the decision with its reasons, and rows. Writes nothing. Knows no command line and no Flume.
 */
package io.github.trackreplay.explain;
