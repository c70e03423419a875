/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import io.github.trackreplay.device.DeviceType;
import io.github.trackreplay.device.match.Boundary;
import io.github.trackreplay.device.match.Match;
import io.github.trackreplay.device.match.RegexRule;
import io.github.trackreplay.device.match.RuleBook;
import io.github.trackreplay.device.match.RuleList;
import io.github.trackreplay.device.match.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a brand's regex gives: the brand, its usual device type, a model or a list of models. The list is prepared when first used. */
final class DeviceRule {
    /** A model; the brand is empty and the type null when they are the brand's. */
    record Model(String model, String brand, @Nullable DeviceType type) {}

    private record Models(RuleBook book, RuleList<Model> list) {}

    final String brand;
    final @Nullable DeviceType type;
    final String model;
    private final List<RegexRule<Model>> rules;
    private volatile @Nullable Models models;

    /** {@code model} and {@code rules} are empty, and {@code type} null, when the definition has none. */
    DeviceRule(String brand, @Nullable DeviceType type, String model, List<RegexRule<Model>> rules) {
        this.brand = brand;
        this.type = type;
        this.model = model;
        this.rules = rules;
    }

    boolean hasModels() {
        return !rules.isEmpty();
    }

    @Nullable
    Match<Model> model(Subject subject) {
        Models prepared = models;
        if (prepared == null) {
            prepared = prepare();
            models = prepared;
        }
        return prepared.book.scan(subject).first(prepared.list);
    }

    private Models prepare() {
        RuleBook.Builder builder = new RuleBook.Builder();
        RuleList<Model> list = builder.add(Boundary.WORD, rules);
        return new Models(builder.build(), list);
    }
}
