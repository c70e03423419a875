/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Who asked, and how much of that may be recorded: takes addresses, headers, cookies and Matomo's privacy options, gives the
 * client's address, its anonymised form, and whether a visitor is excluded or has opted out. Pure.
 */
package io.github.trackreplay.tracking.privacy;
