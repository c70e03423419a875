/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * The whole agent as people install it, as a child process, against a real database: what goes into a log must come out of
 * Matomo's tables, once. Counts are taken with plain SQL, independent of the code under test.
 */
package io.github.trackreplay.e2e;
