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

    // written out: what the compiler makes of a record is not inlined, and it is asked for all the time
    @Override
    public boolean equals(Object other) {
        return other instanceof SiteDay that && idSite == that.idSite && date.equals(that.date);
    }

    @Override
    public int hashCode() {
        return 31 * date.hashCode() + idSite;
    }
}
