/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.conversion;

import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.text.ByteText;
import io.github.trackreplay.tracking.text.Numbers;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Amounts of money: rounded to two places unless they are whole. */
final class Revenue {
    private static final int PLACES = 2;
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+|\\d*\\.\\d+|\\d+\\.\\d*)([eE][+-]?\\d+)?", Pattern.UNIX_LINES);

    private Revenue() {}

    /** The request's {@code revenue}, or the given one where there is none or it is no number. */
    static BigDecimal of(RequestParameters parameters, BigDecimal otherwise) {
        String text = parameters.text("revenue", "");
        boolean number = parameters.decimalCommas()
                ? NUMBER.matcher(text.replace(',', '.')).matches()
                : Numbers.isNumeric(ByteText.bytes(text));
        if (!number) {
            return rounded(otherwise);
        }
        return rounded(Value.Real.decimal(Numbers.toDouble(ByteText.bytes(text))));
    }

    /** An amount of an order; nothing when the request has none. */
    static Optional<BigDecimal> of(OptionalDouble amount) {
        return amount.isPresent() ? Optional.of(rounded(Value.Real.decimal(amount.getAsDouble()))) : Optional.empty();
    }

    static BigDecimal rounded(BigDecimal amount) {
        return amount.scale() <= PLACES ? amount : amount.setScale(PLACES, RoundingMode.HALF_UP);
    }
}
