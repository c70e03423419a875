/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * What shippers of others write: takes a body of any form (lines, one document, many, an export of logs), gives its pieces, a
 * document as names and texts. Pure.
 *
 * <p>It must not know what a log, a stream or a request is.
 */
package io.github.trackreplay.document;
