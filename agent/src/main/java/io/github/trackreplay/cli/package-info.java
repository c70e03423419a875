/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * The {@code trackreplay} command: takes arguments, gives sentences and an exit code. Each command is a thin shell over the
 * pipeline's own packages; nothing here reads a log line or decides about a request.
 */
package io.github.trackreplay.cli;
