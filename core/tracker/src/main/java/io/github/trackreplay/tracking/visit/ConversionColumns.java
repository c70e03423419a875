/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.visit;

import io.github.trackreplay.tracking.custom.CustomVariables;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import java.util.List;

/**
 * The columns of a conversion that come from its visit, the same for goals, carts and orders.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/GoalManager::getGoalColumn}.
 */
public final class ConversionColumns {
    private static final List<String> COPIED = List.of(
            "visitor_returning",
            "visitor_seconds_since_first",
            "visitor_seconds_since_order",
            "visitor_count_visits",
            "config_browser_name",
            "config_client_type",
            "config_device_brand",
            "config_device_model",
            "config_device_type",
            "location_city",
            "location_country",
            "location_latitude",
            "location_longitude",
            "location_region");

    private ConversionColumns() {}

    /** The columns, with an empty URL. */
    public static Columns of(VisitDraft visit) {
        PreparedRequest request = visit.request();
        Columns now = visit.columns();
        Columns columns = new Columns();
        columns.put("idvisit", visit.visit());
        columns.put("idsite", request.idSite());
        columns.put("idvisitor", now.get("idvisitor"));
        columns.put("server_time", new Value.Time(request.time()));
        columns.put("url", "");
        for (String column : COPIED) {
            if (now.has(column)) {
                columns.put(column, now.get(column));
            }
        }
        if (!now.isSet("location_country")) {
            columns.put("location_country", request.countryOfLanguage());
        }
        ReferrerColumns.putConversion(visit, columns);
        putCustomVariables(visit, columns, request.settings().logTables().customVariables());
        visit.parts().forEach(part -> part.putConversion(columns));
        return columns;
    }

    /** Those of the visit, as it stood when the request came, go before those of the request; empty ones do not. */
    private static void putCustomVariables(VisitDraft visit, Columns columns, int slots) {
        columns.putAll(CustomVariables.ofVisit(visit.request().parameters(), slots));
        Columns now = visit.isNew() ? visit.columns() : visit.continued();
        for (int i = 1; i <= slots; i++) {
            copyFilled("custom_var_k" + i, now, columns);
            copyFilled("custom_var_v" + i, now, columns);
        }
    }

    private static void copyFilled(String column, Columns from, Columns to) {
        String text = from.text(column);
        if (text != null && !text.isEmpty()) {
            to.put(column, text);
        }
    }
}
