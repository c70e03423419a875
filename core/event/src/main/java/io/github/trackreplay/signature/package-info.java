/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Signed packs: whoever holds the key of a stream, and nobody else on the network, can say what belongs to it. Made by the
 * last that touches a pack at the frontend, verified by the first that reads it at the collector. Knows no Flume.
 */
package io.github.trackreplay.signature;
