/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.goal;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.tracking.action.Action;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RefusedException;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.settings.Goal;
import io.github.trackreplay.tracking.url.PageUrls;
import io.github.trackreplay.tracking.url.ParameterFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The goals of one site. Immutable.
 *
 * <p>Source of the rules: Matomo's {@code core/Tracker/GoalManager::detectGoalsMatchingUrl} and
 * {@code core/Tracker/GoalManager::detectGoalId}.
 */
public final class Goals {
    private final List<GoalMatcher> matchers;
    private final PageUrls urls;

    /** Goals of a site with its rules for URLs. */
    public Goals(List<Goal> goals, PageUrls urls) {
        List<GoalMatcher> all = new ArrayList<>(goals.size());
        goals.forEach(goal -> all.add(new GoalMatcher(goal)));
        this.matchers = List.copyOf(all);
        this.urls = urls;
    }

    /**
     * The goal that the request names itself ({@code idgoal}); nothing when it names none.
     *
     * @throws RefusedException when it does not exist
     */
    public Optional<ConvertedGoal> byHand(RequestParameters parameters) {
        long idGoal = parameters.get(Parameter.GOAL);
        if (idGoal <= 0) {
            return Optional.empty();
        }
        for (GoalMatcher matcher : matchers) {
            if (matcher.goal().idGoal() == idGoal) {
                String url = ByteText.bytes(parameters.get(Parameter.URL));
                String cleaned = urls.withoutParameters(url, ParameterFilter.of(List.of()))
                        .orElse("");
                return Optional.of(new ConvertedGoal(matcher.goal(), ByteText.text(cleaned)));
            }
        }
        throw new RefusedException("unknown-goal", "The site has no goal " + idGoal + ".");
    }

    /**
     * The goals that an action reaches.
     *
     * @param visitSeconds how long the visit has lasted; nothing for a new visit
     */
    public List<ConvertedGoal> reachedBy(Action action, OptionalLong visitSeconds) {
        List<ConvertedGoal> reached = new ArrayList<>();
        GoalMatcher.PlainText plain = new GoalMatcher.PlainText();
        for (GoalMatcher matcher : matchers) {
            if (matcher.isReached(action, visitSeconds, plain)) {
                reached.add(new ConvertedGoal(matcher.goal(), action.url().orElse("")));
            }
        }
        return reached;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return matchers.isEmpty();
    }
}
