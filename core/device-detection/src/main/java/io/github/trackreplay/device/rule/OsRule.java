/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import io.github.trackreplay.device.match.RuleList;
import org.jspecify.annotations.Nullable;

/**
 * What an operating system's regex, or the one of a version of it, gives.
 *
 * @param name a template; null keeps the name
 * @param version a template; null keeps the version
 * @param versions tried when this rule has matched; null when there are none
 */
record OsRule(
        @Nullable String name,
        @Nullable String version,
        @Nullable RuleList<OsRule> versions) {}
