/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Custom dimensions and custom variables of a request: what to put into their columns. Knows no rows. */
package io.github.trackreplay.tracking.custom;
