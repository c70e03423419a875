/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Beside the pipeline: database servers that run as child processes, for the tests and the quickstart. Takes a directory,
 * gives a JDBC URL. Knows neither Matomo nor Flume; nothing that runs in production may depend on it.
 */
package io.github.trackreplay.database;
