/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Beside the steps: what the page at the metrics' endpoint shows. Takes numbers and finished documents, gives bytes. Knows
 * neither metrics nor HTTP nor databases.
 */
package io.github.trackreplay.page;
