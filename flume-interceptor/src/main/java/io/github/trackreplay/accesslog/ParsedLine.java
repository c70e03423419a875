/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

/** What became of a line. */
public sealed interface ParsedLine permits AccessLogEntry, Unreadable {}
