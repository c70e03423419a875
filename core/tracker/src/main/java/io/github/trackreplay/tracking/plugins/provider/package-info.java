/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The plugin Provider: who gave a visitor the address, by the address's name. Pure but for the names, which are asked for. */
package io.github.trackreplay.tracking.plugins.provider;
