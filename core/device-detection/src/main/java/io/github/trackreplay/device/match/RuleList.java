/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

import java.util.List;

/** Rules in the order in which they are tried; part of one {@link RuleBook}. Immutable. */
public final class RuleList<T> {
    final Boundary boundary;
    final List<RegexRule<T>> rules;
    final int firstRule;
    final int firstBranch;
    final int endBranch;

    RuleList(Boundary boundary, List<RegexRule<T>> rules, int firstRule, int firstBranch, int endBranch) {
        this.boundary = boundary;
        this.rules = List.copyOf(rules);
        this.firstRule = firstRule;
        this.firstBranch = firstBranch;
        this.endBranch = endBranch;
    }
}
