/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.visit;

import io.github.trackreplay.tracking.parameters.RequestParameters;
import java.time.LocalTime;

/**
 * The time on the visitor's clock: parameters {@code h}, {@code m}, {@code s}, each the server's (UTC) where it is missing and 0
 * where it is impossible.
 *
 * <p>Source of the rules: Matomo's {@code core/Tracker/Request::getLocalTime} and
 * {@code VisitTime/Columns/LocalTime::onNewVisit}.
 */
final class LocalClock {
    private static final int LAST_HOUR = 23;
    private static final int LAST = 59;

    private LocalClock() {}

    static String read(RequestParameters parameters, long time) {
        LocalTime server = LocalTime.ofSecondOfDay(Math.floorMod(time, 86_400L));
        long hour = parameters.whole("h", server.getHour());
        long minute = parameters.whole("m", server.getMinute());
        long second = parameters.whole("s", server.getSecond());
        return two(hour, LAST_HOUR) + ':' + two(minute, LAST) + ':' + two(second, LAST);
    }

    private static String two(long number, int most) {
        long possible = number < 0 || number > most ? 0 : number;
        return possible < 10 ? "0" + possible : String.valueOf(possible);
    }
}
