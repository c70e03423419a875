/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import io.github.trackreplay.device.match.Match;
import io.github.trackreplay.device.match.RuleList;
import io.github.trackreplay.device.match.Scan;
import io.github.trackreplay.device.match.Subject;
import org.jspecify.annotations.Nullable;

/** One user agent under detection: its text, its client hints and the candidates found in it. Made for one detection. */
final class UserAgent {
    final RuleSet rules;
    final String text;
    final Hints hints;
    final Subject subject;
    private final Scan scan;

    UserAgent(RuleSet rules, String text, Hints hints) {
        this.rules = rules;
        this.text = text;
        this.hints = hints;
        this.subject = new Subject(text);
        this.scan = rules.book.scan(subject);
    }

    boolean has(Phrase phrase) {
        return scan.matches(rules.phrase(phrase));
    }

    boolean hasAny(RuleList<?> list) {
        return scan.matches(list);
    }

    <T> @Nullable Match<T> first(RuleList<T> list) {
        return scan.first(list);
    }

    boolean hasFrozenDesktop() {
        return has(Phrase.FROZEN_DESKTOP) && !has(Phrase.NOT_FROZEN_DESKTOP);
    }
}
