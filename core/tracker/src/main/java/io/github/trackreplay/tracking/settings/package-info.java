/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * What of Matomo's configuration the tracker obeys, as values: sites, goals, custom dimensions, the {@code [Tracker]} and
 * {@code [General]} options, privacy options, who may override what. Built by a reader from Matomo's tables and {@code
 * config.ini.php}; defaults are Matomo's. Immutable, so that a batch sees one state. Knows neither SQL nor files.
 */
package io.github.trackreplay.tracking.settings;
