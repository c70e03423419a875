/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.bot;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.Numbers;
import io.github.trackreplay.php.PhpArray;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a request is recorded as.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker::trackRequest}, since 5.7. Parameter {@code recMode}: empty or 0 records a
 * visit, 1 only requests of bots, 2 either, as the user agent says; anything else nothing. It is cast as PHP casts to a whole
 * number, a list that is not empty to 1.
 */
public enum RecordMode {
    /** A visit, as ever. */
    VISIT,
    /** A bot's request. */
    BOT,
    /** Neither. */
    NOTHING;

    private static final String PARAMETER = "recMode";

    /** What a request is recorded as. */
    public static RecordMode of(PreparedRequest request) {
        Object mode =
                request.settings().tellsBots() ? request.originalParameters().rawValue(PARAMETER) : null;
        if (isEmpty(mode)) {
            return VISIT;
        }
        long number = mode instanceof String bytes ? Numbers.toLong(bytes) : 1;
        if (number != 1 && number != 2) {
            return NOTHING;
        }
        if (request.device().isBot() || ChatBots.find(request).isPresent()) {
            return BOT;
        }
        return number == 2 ? VISIT : NOTHING;
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || (value instanceof String bytes && Ascii.isEmpty(bytes))
                || (value instanceof PhpArray array && array.isEmpty());
    }
}
