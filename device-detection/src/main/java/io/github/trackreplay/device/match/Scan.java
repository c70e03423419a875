/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

import java.util.List;
import java.util.regex.Matcher;

/** The candidates of one subject in one {@link RuleBook}. Not thread-safe; made for one detection. */
public final class Scan {
    private static final String[] NO_GROUPS = {};

    private final List<Branch> branches;
    private final Subject subject;
    private final Hits hits;

    Scan(List<Branch> branches, Subject subject, Hits hits) {
        this.branches = branches;
        this.subject = subject;
        this.hits = hits;
    }

    /** Whether any rule of the list matches. */
    public boolean matches(RuleList<?> list) {
        int end = hits.from(list.endBranch);
        for (int i = hits.from(list.firstBranch); i < end; i++) {
            if (firstMatch(list, i) != null) return true;
        }
        return false;
    }

    /** The first rule of the list that matches, or null. */
    public <T> Match<T> first(RuleList<T> list) {
        int end = hits.from(list.endBranch);
        int i = hits.from(list.firstBranch);
        while (i < end) {
            int rule = branches.get(hits.branch(i)).rule;
            int next = i + 1;
            while (next < end && branches.get(hits.branch(next)).rule == rule) next++;
            Rule<T> candidate = list.rules.get(rule - list.firstRule);
            String[] groups = groups(list, i, next, candidate.captures());
            if (groups != null) return new Match<>(candidate.value(), groups);
            i = next;
        }
        return null;
    }

    /** The groups of the match that begins first, of those the one of the first branch; null when none matches. */
    private String[] groups(RuleList<?> list, int from, int end, boolean captures) {
        Matcher best = null;
        int bestOffset = 0;
        for (int i = from; i < end; i++) {
            Matcher matcher = firstMatch(list, i);
            if (matcher == null) continue;
            if (!captures) return NO_GROUPS;
            if (best == null || matcher.start() < best.start()) {
                best = matcher;
                bestOffset = branches.get(hits.branch(i)).groupOffset;
            }
        }
        return best == null ? null : groups(best, bestOffset);
    }

    private static String[] groups(Matcher matcher, int offset) {
        int last = matcher.groupCount();
        while (last > 0 && matcher.start(last) < 0) last--;
        if (last == 0) return NO_GROUPS;
        String[] groups = new String[offset + last];
        for (int g = 1; g <= groups.length; g++) {
            String text = g <= offset ? null : matcher.group(g - offset);
            groups[g - 1] = text == null ? "" : text;
        }
        return groups;
    }

    private Matcher firstMatch(RuleList<?> list, int hit) {
        Branch branch = branches.get(hits.branch(hit));
        int start = hits.start(hit);
        if (start != LiteralIndex.ANYWHERE) {
            return subject.isStart(list.boundary, start) ? branch.matchAt(subject, start) : null;
        }
        for (int each : subject.starts(list.boundary)) {
            Matcher matcher = branch.matchAt(subject, each);
            if (matcher != null) return matcher;
        }
        return null;
    }
}
