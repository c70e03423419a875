/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

import io.github.trackreplay.regex.Flags;
import io.github.trackreplay.regex.LinearRegex;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * One top-level alternative of a rule's regex, compiled when it is first tried.
 *
 * <p>Thread-safe: compiling twice is harmless.
 */
final class Branch {
    /** A pattern that never matches, for a regex that no engine here can compile. */
    private static final Pattern NEVER = Pattern.compile("(?!)");

    final int rule;
    final int groupOffset;
    final boolean prefixed;
    final List<String> literals;
    private final RegexReader.Branch source;
    private final ByteSet first;
    private final boolean nullable;
    private volatile @Nullable Function<Subject, Attempt> compiled;

    Branch(int rule, int groupOffset, RegexReader.Branch source) {
        Facts facts = source.facts();
        this.rule = rule;
        this.groupOffset = groupOffset;
        this.source = source;
        this.first = facts.first();
        this.nullable = facts.nullable();
        List<String> contained = facts.bestContained();
        double prefixScore = Rarity.score(facts.prefix());
        this.prefixed = prefixScore > 0 && prefixScore + 2 >= Rarity.score(contained);
        List<String> chosen = prefixed ? facts.prefix() : contained;
        this.literals = chosen != null && Rarity.score(chosen) > 0 ? chosen : List.of();
    }

    /** Whether a look at one byte does not tell already that nothing matches there. */
    boolean mayBeginAt(Subject subject, int start) {
        return nullable || (start < subject.length() && first.contains(subject.lowerAt(start)));
    }

    /** For tries in a subject. */
    Attempt in(Subject subject) {
        Function<Subject, Attempt> attempts = compiled;
        if (attempts == null) {
            attempts = compile(source);
            compiled = attempts;
        }
        return attempts.apply(subject);
    }

    private static Function<Subject, Attempt> compile(RegexReader.Branch source) {
        Optional<LinearRegex> linear = LinearRegex.compile(source.regex(), Flags.IGNORE_CASE);
        if (linear.isPresent()) return subject -> new Attempt.Linear(linear.get(), subject);
        Pattern pattern = pattern(source.java());
        return subject -> new Attempt.Bounded(pattern, subject);
    }

    private static Pattern pattern(String regex) {
        try {
            return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNIX_LINES);
        } catch (PatternSyntaxException e) {
            return NEVER;
        }
    }
}
