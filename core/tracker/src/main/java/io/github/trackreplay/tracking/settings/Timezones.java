/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Reads the time zones that Matomo lets an administrator choose. */
public final class Timezones {
    private static final int SECONDS_PER_HOUR = 3600;

    private Timezones() {}

    /** {@code Europe/Berlin}, {@code UTC}, {@code UTC-3.5} …; UTC for what nobody knows. */
    public static ZoneId of(String name) {
        if (name.startsWith("UTC+") || name.startsWith("UTC-")) {
            return offset(name);
        }
        try {
            return ZoneId.of(name, ZoneId.SHORT_IDS);
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }

    private static ZoneId offset(String name) {
        try {
            double hours = Double.parseDouble(name.substring(4));
            int seconds = (int) Math.round(hours * SECONDS_PER_HOUR);
            return ZoneOffset.ofTotalSeconds(name.charAt(3) == '-' ? -seconds : seconds);
        } catch (NumberFormatException | DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }
}
