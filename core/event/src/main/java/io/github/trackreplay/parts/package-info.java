/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Step 1½: takes the lines of a container's log as its runtime wrote them, gives the server's own lines: a long one stands there
 * in several parts, each a line of the file. Pure: bytes in, bytes out; knows neither files nor the formats of servers.
 *
 * <p>Why so: {@code docs/decisions/0040-lines-in-parts.md}.
 */
package io.github.trackreplay.parts;
