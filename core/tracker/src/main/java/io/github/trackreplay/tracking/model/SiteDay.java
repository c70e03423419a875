/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.time.LocalDate;
import java.util.Objects;

/**
 * A day of a site.
 *
 * @param idSite the site
 * @param date in the site's time zone
 */
public record SiteDay(int idSite, LocalDate date) {
    public SiteDay {
        Objects.requireNonNull(date, "date");
    }
}
