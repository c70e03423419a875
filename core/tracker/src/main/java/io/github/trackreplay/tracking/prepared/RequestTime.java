/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Numbers;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.ParameterTypeException;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The time that a request is for. It may claim another one ({@code cdt}, or {@code cdo} seconds ago); an impossible claim
 * counts as none, an old one needs a token.
 *
 * @param seconds since 1970-01-01 UTC
 * @param needsToken whether the claim is so old that only a token makes it good
 * @param tooOld the number of days after which Matomo deletes raw data, when the claim lies before
 */
public record RequestTime(long seconds, boolean needsToken, Optional<Integer> tooOld) {
    private static final double BEYOND_INTEGERS = 0x1p63;
    private static final long DAY = 86_400;
    private static final long OLDEST = 20 * 365 * DAY;

    static RequestTime of(PreparedRequest request) {
        long arrival = request.arrival();
        OptionalLong claim = possible(request.parameters(), arrival);
        if (claim.isEmpty()) {
            return new RequestTime(arrival, false, Optional.empty());
        }
        long seconds = claim.getAsLong();
        int freeAge = request.site()
                .map(SiteRules::tracker)
                .orElse(request.settings().tracker())
                .authentication()
                .customTimestampAuthenticationAge();
        Optional<Integer> tooOld =
                request.settings().oldestCustomTimeDays().filter(days -> seconds < arrival - days * DAY);
        return new RequestTime(seconds, arrival - seconds >= freeAge, tooOld);
    }

    /**
     * The time that the parameters claim; nothing where they claim none, or one that is not possible: Matomo then takes the time
     * at which the request came.
     *
     * @param arrival when the request came, seconds since 1970-01-01 UTC
     */
    public static OptionalLong possible(RequestParameters parameters, long arrival) {
        OptionalLong claim = claim(parameters, arrival);
        boolean possible = claim.isPresent() && claim.getAsLong() <= arrival && claim.getAsLong() > arrival - OLDEST;
        return possible ? claim : OptionalLong.empty();
    }

    /**
     * The time that the parameters claim, whether possible or not; nothing where they claim none that PHP reads.
     *
     * @param arrival when the request came, seconds since 1970-01-01 UTC
     */
    public static OptionalLong claim(RequestParameters parameters, long arrival) {
        long ago = parameters.get(Parameter.CLIENT_TIME_OFFSET);
        String time = parameters.get(Parameter.CLIENT_TIME);
        if (Ascii.isEmpty(time)) {
            return ago == 0 ? OptionalLong.empty() : OptionalLong.of(arrival - Math.abs(ago));
        }
        String bytes = ByteText.bytes(time);
        if (Numbers.isNumeric(bytes) && Math.abs(Numbers.toDouble(bytes)) >= BEYOND_INTEGERS) {
            throw new ParameterTypeException("cdt", "a number that is beyond all integers");
        }
        OptionalLong seconds =
                Numbers.isNumeric(bytes) ? OptionalLong.of(Numbers.toLong(bytes)) : PhpTime.parse(time, arrival);
        return seconds.isEmpty() ? seconds : OptionalLong.of(seconds.getAsLong() - Math.abs(ago));
    }
}
