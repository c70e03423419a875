/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Before step 1: takes what another tail has written down of how far it has read, gives where to go on in which file. Reads the other
 * tail's files, never writes them; knows no Flume.
 */
package io.github.trackreplay.takeover;
