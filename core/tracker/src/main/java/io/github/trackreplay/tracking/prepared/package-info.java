/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * One request on its way through the tracker: its parameters, site, time, address, client and identity, each worked out when
 * it is first asked for and then kept, and the sentence with which it is refused. Knows nothing of rows.
 */
package io.github.trackreplay.tracking.prepared;
