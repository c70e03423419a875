/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Beside the steps: what a sink tells the source that fills its channel, within one agent. Knows neither events nor databases.
 */
package io.github.trackreplay.health;
