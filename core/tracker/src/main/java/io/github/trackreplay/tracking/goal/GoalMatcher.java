/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.goal;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Html;
import io.github.trackreplay.php.Numbers;
import io.github.trackreplay.php.PhpRegex;
import io.github.trackreplay.php.UrlCoding;
import io.github.trackreplay.tracking.action.Action;
import io.github.trackreplay.tracking.action.ActionKind;
import io.github.trackreplay.tracking.settings.Goal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells whether an action reaches a goal. The pattern is tried as it stands and URL-decoded. Compiled once for a goal;
 * immutable.
 *
 * <p>Source of the rules: Matomo's {@code core/Tracker/GoalManager::detectGoalMatch} and
 * {@code core/Tracker/GoalManager::isUrlMatchingGoal}.
 */
public final class GoalMatcher {
    private static final double SECONDS_PER_MINUTE = 60;

    private final Goal goal;
    private final List<TextMatch> matches;

    private interface TextMatch {
        boolean matches(String bytes);
    }

    /** A matcher for a goal. */
    public GoalMatcher(Goal goal) {
        this.goal = goal;
        String pattern = Html.unsanitize(ByteText.bytes(goal.pattern()));
        String decoded = UrlCoding.decode(pattern);
        this.matches = decoded.equals(pattern)
                ? List.of(match(goal, pattern))
                : List.of(match(goal, pattern), match(goal, decoded));
    }

    /** The goal. */
    public Goal goal() {
        return goal;
    }

    private static TextMatch match(Goal goal, String pattern) {
        boolean sensitive = goal.caseSensitive();
        return switch (goal.patternType()) {
            case "regex" -> {
                Optional<PhpRegex> regex = PhpRegex.compile(delimited(pattern) + (sensitive ? "" : "i"));
                yield bytes -> regex.filter(r -> r.find(bytes)).isPresent();
            }
            case "contains" ->
                sensitive ? bytes -> bytes.contains(pattern) : bytes -> Ascii.indexOfIgnoreCase(bytes, pattern) >= 0;
            case "exact" -> sensitive ? pattern::equals : bytes -> Ascii.equalsIgnoreCase(pattern, bytes);
            default -> bytes -> false;
        };
    }

    private static String delimited(String pattern) {
        boolean escape = pattern.contains("/") && !pattern.contains("\\/");
        return '/' + (escape ? pattern.replace("/", "\\/") : pattern) + '/';
    }

    /**
     * Whether an action reaches the goal.
     *
     * @param visitSeconds how long the visit has lasted; nothing for a new visit
     * @param plain of the goals that this action is compared with
     */
    boolean isReached(Action action, OptionalLong visitSeconds, PlainText plain) {
        if (goal.matchAttribute().equals("visit_duration")) {
            return goal.patternType().equals("greater_than")
                    && visitSeconds.isPresent()
                    && visitSeconds.getAsLong() / SECONDS_PER_MINUTE > Numbers.toDouble(ByteText.bytes(goal.pattern()));
        }
        Optional<String> subject = subject(action);
        return subject.isPresent() && matches(plain.of(subject.get()));
    }

    private boolean matches(String bytes) {
        for (TextMatch match : matches) {
            if (match.matches(bytes)) {
                return true;
            }
        }
        return false;
    }

    /** The bytes that patterns are compared with: of one text the same again, since most goals are about the same. For one thread. */
    static final class PlainText {
        private String text = "";
        private String bytes = "";

        private String of(String subject) {
            if (!subject.equals(text)) {
                text = subject;
                bytes = Html.unsanitize(ByteText.bytes(subject));
            }
            return bytes;
        }
    }

    private Optional<String> subject(Action action) {
        ActionKind kind = action.kind();
        String url = action.rawUrl().orElse("");
        return switch (goal.matchAttribute()) {
            case "url" -> on(kind == ActionKind.PAGE_VIEW, url);
            case "title" -> on(kind == ActionKind.PAGE_VIEW, action.name());
            case "file" -> on(kind == ActionKind.DOWNLOAD, url);
            case "external_website" -> on(kind == ActionKind.OUTLINK, url);
            case "event_action" -> action.event().map(Action.Event::action);
            case "event_name" -> action.event().map(Action.Event::name);
            case "event_category" -> action.event().map(Action.Event::category);
            case "manually" -> Optional.empty();
            default -> Optional.of(url);
        };
    }

    private static Optional<String> on(boolean applies, String subject) {
        return applies ? Optional.of(subject) : Optional.empty();
    }
}
