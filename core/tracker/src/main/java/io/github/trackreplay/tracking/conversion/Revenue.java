/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.conversion;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Numbers;
import io.github.trackreplay.tracking.goal.ConvertedGoal;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.settings.Rule;
import io.github.trackreplay.tracking.settings.Settings;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * What a goal or an order brings, and other amounts of money: rounded to two places unless they are whole, and none beyond a limit
 * where Matomo's release has one.
 *
 * <p>Source of the limit: Matomo's {@code core/Tracker/GoalManager::getRevenue} and {@code Ecommerce/Columns/BaseConversion}.
 */
final class Revenue {
    private static final int PLACES = 2;
    private static final double MOST = 1e12;
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+|\\d*\\.\\d+|\\d+\\.\\d*)([eE][+-]?\\d+)?", Pattern.UNIX_LINES);

    private Revenue() {}

    /** A goal's: the event's value where the goal says so and there is one, or else the request's, or else the goal's own. */
    static Optional<Value> ofGoal(PreparedRequest request, ConvertedGoal converted) {
        if (converted.goal().isAboutEvents() && converted.goal().eventValueAsRevenue()) {
            OptionalDouble value = request.parameters().get(Parameter.EVENT_VALUE);
            if (value.isPresent()) {
                return Optional.of(Value.Real.of(value.getAsDouble()));
            }
        }
        return of(request, converted.goal().revenue());
    }

    /** The request's {@code revenue}, or the given one where there is none or it is no number; nothing beyond the limit. */
    static Optional<Value> of(PreparedRequest request, BigDecimal otherwise) {
        RequestParameters parameters = request.parameters();
        String text = parameters.text("revenue", "");
        boolean number = parameters.decimalCommas()
                ? NUMBER.matcher(text.replace(',', '.')).matches()
                : Numbers.isNumeric(ByteText.bytes(text));
        if (!number) {
            return isBeyond(request.settings(), otherwise.doubleValue())
                    ? Optional.empty()
                    : Optional.of(rounded(otherwise));
        }
        return of(request, OptionalDouble.of(Numbers.toDouble(ByteText.bytes(text))));
    }

    /** An amount of an order; nothing when the request has none, or one beyond the limit. */
    static Optional<Value> of(PreparedRequest request, OptionalDouble amount) {
        if (amount.isEmpty() || isBeyond(request.settings(), amount.getAsDouble())) {
            return Optional.empty();
        }
        return Optional.of(rounded(amount.getAsDouble()));
    }

    /** Whether the release writes no such amount. Asked before PHP writes it with 14 digits: 1000000000000.01 is beyond. */
    static boolean isBeyond(Settings settings, double amount) {
        return settings.has(Rule.MONEY_LIMIT) && Math.abs(amount) > MOST;
    }

    /** An amount that is text to PHP; a whole one is written as it is. */
    static Value rounded(BigDecimal amount) {
        return amount.stripTrailingZeros().scale() <= 0 ? new Value.Real(amount) : rounded(amount.doubleValue());
    }

    private static Value rounded(double amount) {
        boolean fraction = Double.isFinite(amount) && amount != Math.rint(amount);
        return Value.Real.of(
                fraction
                        ? BigDecimal.valueOf(amount)
                                .setScale(PLACES, RoundingMode.HALF_UP)
                                .doubleValue()
                        : amount);
    }
}
