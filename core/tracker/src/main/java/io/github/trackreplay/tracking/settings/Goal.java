/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import java.math.BigDecimal;

/**
 * A row of {@code goal} that is not deleted.
 *
 * @param idGoal number within the site
 * @param matchAttribute {@code url}, {@code title}, {@code file}, {@code external_website}, {@code manually}, {@code
 *     event_action}, {@code event_name}, {@code event_category}, {@code visit_duration} …
 * @param pattern what is compared, as stored
 * @param patternType {@code contains}, {@code exact}, {@code regex}, {@code greater_than} …
 * @param caseSensitive whether case counts
 * @param allowMultiple whether it converts more than once a visit
 * @param revenue revenue unless the request has one
 * @param eventValueAsRevenue whether an event's value is the revenue
 */
public record Goal(
        int idGoal,
        String matchAttribute,
        String pattern,
        String patternType,
        boolean caseSensitive,
        boolean allowMultiple,
        BigDecimal revenue,
        boolean eventValueAsRevenue) {
    /** Whether it is about an event's category, action or name. */
    public boolean isAboutEvents() {
        return matchAttribute.equals("event_action")
                || matchAttribute.equals("event_name")
                || matchAttribute.equals("event_category");
    }
}
