/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Which requests Matomo deliberately does not count. */
package io.github.trackreplay.tracking.exclusion;
