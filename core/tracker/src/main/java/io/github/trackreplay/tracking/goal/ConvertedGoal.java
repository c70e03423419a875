/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.goal;

import io.github.trackreplay.tracking.settings.Goal;

/**
 * A goal that a request reaches.
 *
 * @param goal the goal
 * @param url URL of the action that reached it; empty when it has none
 */
public record ConvertedGoal(Goal goal, String url) {}
