/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.custom;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Html;
import io.github.trackreplay.php.PhpRegex;
import io.github.trackreplay.php.UrlCoding;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.settings.CustomDimension;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Custom dimensions of one site and scope: a request's {@code dimension<id>}, be it empty, else the first extraction that finds
 * something in the URL or title. Immutable.
 *
 * <p>Source of the rule: Matomo's
 * {@code CustomDimensions/Tracker/CustomDimensionsRequestProcessor::getCustomDimensionsInScope}.
 */
public final class CustomDimensions {
    private static final int LONGEST = 250;

    private final List<Rule> rules;

    private record Rule(CustomDimension dimension, List<Extractor> extractors) {}

    private record Extractor(String dimension, Optional<PhpRegex> pattern) {}

    private CustomDimensions(List<Rule> rules) {
        this.rules = rules;
    }

    /** Those of a scope. */
    public static CustomDimensions of(List<CustomDimension> dimensions, String scope) {
        List<Rule> rules = new ArrayList<>();
        for (CustomDimension dimension : dimensions) {
            if (dimension.scope().equals(scope)) {
                rules.add(new Rule(dimension, extractors(dimension)));
            }
        }
        return new CustomDimensions(List.copyOf(rules));
    }

    private static List<Extractor> extractors(CustomDimension dimension) {
        List<Extractor> extractors = new ArrayList<>();
        for (CustomDimension.Extraction extraction : dimension.extractions()) {
            if (!Ascii.isEmpty(extraction.pattern())) {
                String flags = dimension.caseSensitive() ? "" : "i";
                String pattern = ByteText.bytes(extraction.pattern());
                String body = extraction.dimension().equals("urlparam") ? "\\?.*" + pattern + "=([^&]*)" : pattern;
                String expression = '/' + body.replace("/", "\\/") + '/' + flags;
                extractors.add(new Extractor(extraction.dimension(), PhpRegex.compile(expression)));
            }
        }
        return List.copyOf(extractors);
    }

    /** Where extractions look: the action's own URL and title where there is an action, else the request's parameters. */
    public interface Subject {
        /** The page's URL. */
        String url();

        /** The page's title. */
        String title();
    }

    /** Columns of the log tables. */
    public Columns read(RequestParameters parameters, Subject subject) {
        Columns columns = new Columns();
        for (Rule rule : rules) {
            String parameter = rule.dimension.parameter();
            String value = parameters.text(parameter, "");
            if (!value.isEmpty()
                    || parameters.raw(parameter).filter(String::isEmpty).isPresent()) {
                columns.put(rule.dimension.column(), prepared(value));
            } else {
                extracted(rule, subject).ifPresent(found -> columns.put(rule.dimension.column(), prepared(found)));
            }
        }
        return columns;
    }

    private static Optional<String> extracted(Rule rule, Subject subject) {
        for (Extractor extractor : rule.extractors) {
            String from = extractor.dimension.equals("action_name") ? subject.title() : subject.url();
            Optional<String> found = extractor.pattern.flatMap(pattern -> group(pattern, from));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> group(PhpRegex pattern, String escaped) {
        if (escaped.isEmpty()) {
            return Optional.empty();
        }
        String text = Html.unsanitize(ByteText.bytes(escaped));
        return pattern.firstGroup(text)
                .filter(group -> !group.isEmpty())
                .map(group -> ByteText.text(UrlCoding.decode(group)));
    }

    private static String prepared(String value) {
        String trimmed = Ascii.trim(value);
        return trimmed.codePointCount(0, trimmed.length()) <= LONGEST
                ? trimmed
                : trimmed.substring(0, trimmed.offsetByCodePoints(0, LONGEST));
    }
}
