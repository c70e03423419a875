/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.visit;

import io.github.trackreplay.tracking.location.BrowserLanguage;
import io.github.trackreplay.tracking.location.Locator;
import io.github.trackreplay.tracking.location.VisitLocation;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.privacy.IpAddress;
import java.util.Optional;

/**
 * Where a visitor is, and what the visitor speaks.
 *
 * <p>Source of the rule: Matomo's {@code UserCountry/Columns/Base::getLocationDetail}.
 */
public final class PlaceColumns {
    private PlaceColumns() {}

    /** The place of the address, or the one that the request claims with right. */
    static void putNew(VisitDraft visit, Columns columns) {
        PreparedRequest request = visit.request();
        columns.put("location_browser_lang", BrowserLanguage.first(request.language()));
        VisitLocation found = request.rules().shared().locator().locate(address(request, columns), request.language());
        VisitLocation place = Locator.withClaims(found, request.parameters());
        put(columns, "location_city", place.city());
        columns.put("location_country", place.country());
        put(columns, "location_latitude", place.latitude());
        put(columns, "location_longitude", place.longitude());
        put(columns, "location_region", place.region());
    }

    /** The address by which more is found out of a new visit: anonymised or not, as the privacy options want. */
    public static String address(PreparedRequest request, Columns columns) {
        return request.privacy().addresses().useAnonymizedIpForEnrichment()
                        && columns.get("location_ip") instanceof Value.Bytes stored
                ? IpAddress.of(stored.bytes()).toString()
                : request.address().text();
    }

    private static void put(Columns columns, String column, Optional<String> value) {
        value.ifPresent(text -> columns.put(column, text));
    }

    /** A place that the request claims with right replaces the one that the visit has. */
    static void putExisting(VisitDraft visit, Columns columns) {
        Locator.claims(visit.request().parameters()).forEach(columns::put);
    }
}
