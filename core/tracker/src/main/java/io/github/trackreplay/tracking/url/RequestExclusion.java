/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.url;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Multibyte;
import io.github.trackreplay.php.UrlCoding;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tracker option {@code exclude_requests}: conditions such as {@code e_c==Media,action_name=@privacy}, of which one is
 * enough to leave a request out. Values are compared in lower case. Immutable.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/VisitExcluded::isExcluded}.
 */
public final class RequestExclusion {
    private static final Pattern CONDITION = Pattern.compile("^(.+?)(==|!=|=@|!@|=\\^|=\\$)(.*)", Pattern.UNIX_LINES);

    private final List<Condition> conditions;

    private RequestExclusion(List<Condition> conditions) {
        this.conditions = conditions;
    }

    /** Reads the option's value; parts that are no conditions have no effect. */
    public static RequestExclusion of(String option) {
        List<Condition> conditions = new ArrayList<>();
        for (String part : option.split(",", -1)) {
            Matcher matcher = CONDITION.matcher(ByteText.bytes(part));
            if (matcher.find()) {
                String value = Multibyte.lower(UrlCoding.decode(matcher.group(3)));
                conditions.add(new Condition(ByteText.text(matcher.group(1)), matcher.group(2), value));
            }
        }
        return new RequestExclusion(List.copyOf(conditions));
    }

    /** The first condition that a request meets, as it stands in the option; nothing where the request counts. */
    public Optional<String> excludes(RequestParameters request) {
        for (Condition condition : conditions) {
            if (condition.isMetBy(request)) {
                return Optional.of(condition.parameter() + condition.operator() + ByteText.text(condition.value()));
            }
        }
        return Optional.empty();
    }

    private record Condition(String parameter, String operator, String value) {
        boolean isMetBy(RequestParameters request) {
            String actual = Multibyte.lower(ByteText.bytes(request.text(parameter, "")));
            return switch (operator) {
                case "==" -> actual.equals(value);
                case "!=" -> !actual.equals(value);
                case "=@" -> Ascii.indexOfIgnoreCase(actual, value) >= 0;
                case "!@" -> Ascii.indexOfIgnoreCase(actual, value) < 0;
                case "=^" -> Ascii.startsWithIgnoreCase(actual, value);
                default -> actual.endsWith(value);
            };
        }
    }
}
