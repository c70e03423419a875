/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Which goals a request reaches. */
package io.github.trackreplay.tracking.goal;
