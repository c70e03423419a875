/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

import java.util.ArrayList;
import java.util.List;

/**
 * Lists of rules that are looked up together: one pass over a subject finds the candidates of all of them.
 *
 * <p>Contract: {@link Scan#first} gives the same rule and the same groups as trying every regex in order would. Immutable and
 * thread-safe after {@link Builder#build}; regexes are compiled when they are first tried.
 */
public final class RuleBook {
    private final List<Branch> branches;
    private final LiteralIndex index;
    private final int[] always;
    private final boolean prefilter;

    private RuleBook(List<Branch> branches, boolean prefilter) {
        this.branches = List.copyOf(branches);
        this.index = LiteralIndex.of(branches);
        this.prefilter = prefilter;
        this.always = java.util.stream.IntStream.range(0, branches.size())
                .filter(b -> branches.get(b).literals.isEmpty())
                .toArray();
    }

    /** Finds the candidates for a subject. */
    public Scan scan(Subject subject) {
        Hits hits = new Hits();
        if (prefilter) {
            index.find(subject, hits);
            for (int branch : always) hits.add(branch, LiteralIndex.ANYWHERE);
        } else {
            for (int b = 0; b < branches.size(); b++) hits.add(b, LiteralIndex.ANYWHERE);
        }
        hits.sort();
        return new Scan(branches, subject, hits);
    }

    /** How many regexes (top-level branches) there are, and how many of them are tried on every subject. */
    public String describe() {
        return branches.size() + " branches, " + always.length + " without a literal";
    }

    /** Collects lists. Not thread-safe. */
    public static final class Builder {
        private final List<Branch> branches = new ArrayList<>();
        private final boolean prefilter;
        private int rules;

        public Builder() {
            this(true);
        }

        /** {@code prefilter} = false tries every regex everywhere: for tests that compare the two. */
        public Builder(boolean prefilter) {
            this.prefilter = prefilter;
        }

        public <T> RuleList<T> add(Boundary boundary, List<RegexRule<T>> list) {
            int firstRule = rules;
            int firstBranch = branches.size();
            for (RegexRule<T> rule : list) {
                int groups = 0;
                for (RegexReader.Branch branch : RegexReader.branches(Subject.encode(rule.regex()))) {
                    branches.add(new Branch(rules, groups, branch));
                    groups += branch.groups();
                }
                rules++;
            }
            return new RuleList<>(boundary, list, firstRule, firstBranch, branches.size());
        }

        public RuleBook build() {
            return new RuleBook(branches, prefilter);
        }
    }
}
