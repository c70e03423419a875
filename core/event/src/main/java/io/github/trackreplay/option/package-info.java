/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Settings: each is declared once with its type, default and documentation; reading, checking, the reference page and the
 * full example configuration come from that declaration. Takes names and texts, gives {@link
 * io.github.trackreplay.option.Values} with problems in sentences. Knows no Flume.
 */
package io.github.trackreplay.option;
