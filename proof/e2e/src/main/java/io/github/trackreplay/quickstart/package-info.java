/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * The quickstart: a demo site's visitors write a log, the real agent replays it into an embedded database, and this package
 * shows and checks what arrives. Also the parts that the whole-agent tests are made of. Not part of what people install.
 */
package io.github.trackreplay.quickstart;
