/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

import io.github.trackreplay.regex.LimitedText;
import io.github.trackreplay.regex.LinearRegex;
import io.github.trackreplay.regex.Search;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tries of one expression at the places of one subject; what they cost is bounded together. Not thread-safe. */
sealed interface Attempt {
    /** Whether the expression matches with its body beginning there; if so, the groups are those of this match. */
    boolean matchesAt(int start);

    /** The number of groups up to the last one that took part in the last match. */
    int lastGroup();

    /** The text of a group; null when it took no part. */
    @Nullable
    String group(int number);

    /** By the engine of linear effort. */
    final class Linear implements Attempt {
        private final Subject subject;
        private final Search search;
        private final int groups;

        Linear(LinearRegex regex, Subject subject) {
            this.subject = subject;
            this.search = regex.in(subject.lower());
            this.groups = regex.groups();
        }

        @Override
        public boolean matchesAt(int start) {
            return search.matchesAt(start);
        }

        @Override
        public int lastGroup() {
            int last = groups;
            while (last > 0 && search.start(last) < 0) last--;
            return last;
        }

        @Override
        public @Nullable String group(int number) {
            int start = search.start(number);
            return start < 0 ? null : subject.text().substring(start, search.end(number));
        }
    }

    /** By {@code java.util.regex}, for back references and the like: it may look at so many characters. */
    final class Bounded implements Attempt {
        private static final int MOST_LOOKS = 200_000;
        private static final int LOOKS_PER_BYTE = 64;

        private final Matcher matcher;
        private final int length;

        Bounded(Pattern pattern, Subject subject) {
            this.length = subject.length();
            int looks = (int) Math.min(Integer.MAX_VALUE, MOST_LOOKS + (long) LOOKS_PER_BYTE * length);
            this.matcher = pattern.matcher(new LimitedText(subject.text(), looks));
            matcher.useAnchoringBounds(false).useTransparentBounds(true);
        }

        @Override
        public boolean matchesAt(int start) {
            try {
                return matcher.region(start, length).lookingAt();
            } catch (LimitedText.Exceeded | StackOverflowError e) {
                // PCRE gives up as well, and the upstream library takes that for no match.
                return false;
            }
        }

        @Override
        public int lastGroup() {
            int last = matcher.groupCount();
            while (last > 0 && matcher.start(last) < 0) last--;
            return last;
        }

        @Override
        public @Nullable String group(int number) {
            return matcher.group(number);
        }
    }
}
