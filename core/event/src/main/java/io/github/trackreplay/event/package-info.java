/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * The wire contract between source, interceptor and sink: packs, their headers and entries, and the versioned codec. The
 * only thing that the three share. Knows neither files nor formats nor Matomo.
 */
package io.github.trackreplay.event;
