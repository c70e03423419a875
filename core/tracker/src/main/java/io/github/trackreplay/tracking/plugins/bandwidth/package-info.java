/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The plugin Bandwidth: takes a request's parameter {@code bw_bytes}, gives the column of the action. Pure. */
package io.github.trackreplay.tracking.plugins.bandwidth;
