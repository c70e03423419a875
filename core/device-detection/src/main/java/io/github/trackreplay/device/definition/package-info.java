/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Takes definition files (YAML in the upstream format), gives plain lists and maps, the release they belong to and that
 * release's short codes. Knows neither regexes nor user agents.
 */
package io.github.trackreplay.device.definition;
