/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Checks an agent's configuration before Flume sees it: takes a file, gives {@link
 * io.github.trackreplay.validate.Findings}. Flume itself drops what it does not understand and lives on; here everything
 * that is wrong is found at once and said in sentences. Changes nothing, on disk or in the database.
 */
package io.github.trackreplay.validate;
