/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One top-level alternative of a rule's regex, compiled when it is first tried.
 *
 * <p>Thread-safe: compiling twice is harmless.
 */
final class Branch {
    /** A pattern that never matches, for a regex that this engine cannot compile. */
    private static final Pattern NEVER = Pattern.compile("(?!)");

    private static final int LONG_TEXT = 1000;
    private static final int MOST_LOOKS = 2_000_000;

    final int rule;
    final int groupOffset;
    final boolean prefixed;
    final List<String> literals;
    private final String regex;
    private final ByteSet first;
    private final boolean nullable;
    private volatile Pattern pattern;

    Branch(int rule, int groupOffset, String regex, Facts facts) {
        this.rule = rule;
        this.groupOffset = groupOffset;
        this.regex = regex;
        this.first = facts.first();
        this.nullable = facts.nullable();
        List<String> contained = facts.bestContained();
        double prefixScore = Rarity.score(facts.prefix());
        this.prefixed = prefixScore > 0 && prefixScore + 2 >= Rarity.score(contained);
        List<String> chosen = prefixed ? facts.prefix() : contained;
        this.literals = Rarity.score(chosen) > 0 ? chosen : List.of();
    }

    /** A matcher that has matched with the body beginning at {@code start}, or null. */
    Matcher matchAt(Subject subject, int start) {
        if (start < subject.length()) {
            if (!nullable && !first.contains(subject.lowerAt(start))) return null;
        } else if (!nullable) {
            return null;
        }
        boolean limited = subject.length() > LONG_TEXT;
        Matcher matcher = pattern().matcher(limited ? new LimitedText(subject.text(), MOST_LOOKS) : subject.text());
        matcher.useAnchoringBounds(false).useTransparentBounds(true).region(start, subject.length());
        try {
            return matcher.lookingAt() ? matcher : null;
        } catch (LimitedText.Exceeded | StackOverflowError e) {
            // PCRE gives up as well, and the upstream library takes that for no match.
            return null;
        }
    }

    private Pattern pattern() {
        Pattern compiled = pattern;
        if (compiled == null) {
            compiled = compile(regex);
            pattern = compiled;
        }
        return compiled;
    }

    private static Pattern compile(String regex) {
        try {
            return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNIX_LINES);
        } catch (PatternSyntaxException e) {
            return NEVER;
        }
    }
}
