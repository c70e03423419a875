/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The candidates of one subject in one {@link RuleBook}. Not thread-safe; made for one detection. */
public final class Scan {
    private static final String[] NO_GROUPS = {};
    private static final int NOWHERE = -1;

    private final List<Branch> branches;
    private final Subject subject;
    private final Hits hits;
    /** The branch that was tried last: all its tries share what they remember. */
    private int tried = -1;

    private @Nullable Attempt attempt;

    Scan(List<Branch> branches, Subject subject, Hits hits) {
        this.branches = branches;
        this.subject = subject;
        this.hits = hits;
    }

    /** Whether any rule of the list matches. */
    public boolean matches(RuleList<?> list) {
        int end = hits.from(list.endBranch);
        for (int i = hits.from(list.firstBranch); i < end; i++) {
            if (firstMatch(list, i) != NOWHERE) return true;
        }
        return false;
    }

    /** The first rule of the list that matches, or null. */
    public <T> @Nullable Match<T> first(RuleList<T> list) {
        int end = hits.from(list.endBranch);
        int i = hits.from(list.firstBranch);
        while (i < end) {
            int rule = branches.get(hits.branch(i)).rule;
            int next = i + 1;
            while (next < end && branches.get(hits.branch(next)).rule == rule) next++;
            RegexRule<T> candidate = list.rules.get(rule - list.firstRule);
            String[] groups = groups(list, i, next, candidate.captures());
            if (groups != null) return new Match<>(candidate.value(), groups);
            i = next;
        }
        return null;
    }

    /** The groups of the match that begins first, of those the one of the first branch; null when none matches. */
    private String @Nullable [] groups(RuleList<?> list, int from, int end, boolean captures) {
        String[] best = null;
        int bestStart = Integer.MAX_VALUE;
        for (int i = from; i < end; i++) {
            int start = firstMatch(list, i);
            if (start == NOWHERE) continue;
            if (!captures) return NO_GROUPS;
            if (start < bestStart) {
                bestStart = start;
                best = groups(hits.branch(i));
            }
        }
        return best;
    }

    /** The groups of the match that was just found, of that branch. */
    private String[] groups(int branch) {
        int offset = branches.get(branch).groupOffset;
        Attempt found = attempt(branch);
        int last = found.lastGroup();
        if (last == 0) return NO_GROUPS;
        String[] groups = new String[offset + last];
        for (int g = 1; g <= groups.length; g++) {
            String text = g <= offset ? null : found.group(g - offset);
            groups[g - 1] = text == null ? "" : text;
        }
        return groups;
    }

    /** Where the branch of a hit matches first, as far as the hit says where; {@link #NOWHERE} when it does not. */
    private int firstMatch(RuleList<?> list, int hit) {
        int branch = hits.branch(hit);
        int start = hits.start(hit);
        if (start != LiteralIndex.ANYWHERE) {
            return subject.isStart(list.boundary, start) && matchesAt(branch, start) ? start : NOWHERE;
        }
        for (int each : subject.starts(list.boundary)) {
            if (matchesAt(branch, each)) return each;
        }
        return NOWHERE;
    }

    private boolean matchesAt(int branch, int start) {
        if (!branches.get(branch).mayBeginAt(subject, start)) return false;
        return attempt(branch).matchesAt(start);
    }

    private Attempt attempt(int branch) {
        Attempt latest = attempt;
        if (latest == null || branch != tried) {
            latest = branches.get(branch).in(subject);
            attempt = latest;
            tried = branch;
        }
        return latest;
    }
}
