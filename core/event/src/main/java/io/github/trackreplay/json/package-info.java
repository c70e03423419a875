/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * A small JSON reader and writer over bytes. Log lines hold what general JSON libraries refuse (bytes that are no UTF-8,
 * {@code \xHH} of servers that do not know JSON), and packs are read and written once per request, so both are fast and say
 * exactly what they accept. Knows neither events nor formats.
 *
 * <p>Why so: {@code docs/decisions/0006-own-json.md}.
 */
package io.github.trackreplay.json;
