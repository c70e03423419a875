/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.visit;

import io.github.trackreplay.device.DeviceColumns;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.tracking.action.Action;
import io.github.trackreplay.tracking.action.ActionKind;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes all columns of a new visit.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/Visit::handleNewVisit}.
 */
public final class NewVisit {
    static final String UNKNOWN_RESOLUTION = "unknown";
    private static final int RESOLUTION_LENGTH = 9;
    private static final int USUAL_COLUMNS = 72;
    private static final int BUYER_ORDERED = 1;
    private static final int BUYER_OPEN_CART = 2;

    private final VisitDraft visit;
    private final PreparedRequest request;
    private final Columns columns;

    private NewVisit(VisitDraft visit, Columns columns) {
        this.visit = visit;
        this.request = visit.request();
        this.columns = columns;
    }

    /** The columns, without custom dimensions and variables. */
    public static Columns columns(VisitDraft visit) {
        NewVisit made = new NewVisit(visit, Columns.ofAbout(USUAL_COLUMNS));
        made.putIdentity();
        made.putTimes();
        made.putHistory();
        made.putPages();
        made.putClient();
        ReferrerColumns.putNew(visit, made.columns);
        PlaceColumns.putNew(visit, made.columns);
        if (visit.isConverted()) {
            made.columns.put("visit_goal_converted", 1);
            VisitTotalTime.converted(visit, made.columns);
        }
        return made.columns;
    }

    private void putIdentity() {
        columns.put("idsite", request.idSite());
        columns.put("idvisitor", visit.recognition().idVisitor().orElseGet(this::randomVisitorId));
        columns.put("config_id", visit.recognition().configId());
        columns.put("location_ip", address());
        columns.put("profilable", request.visitorId().isPresent() ? 1 : 0);
        request.userId().ifPresent(userId -> columns.put("user_id", userId));
    }

    private byte[] randomVisitorId() {
        return Arrays.copyOf(request.randomness().bytes(request.located(), "visitor"), Long.BYTES);
    }

    /** Where a campaign cut a visit short, Matomo keeps the address of the visit that was continued. */
    private Value address() {
        Value continued = visit.continued().get("location_ip");
        return continued == Value.NULL ? new Value.Bytes(request.storedAddress().bytes()) : continued;
    }

    private void putTimes() {
        columns.put("visit_first_action_time", new Value.Time(request.time()));
        columns.put("visit_last_action_time", new Value.Time(request.time()));
        columns.put(
                "visit_total_time",
                Math.max(0, request.settings().tracker().visits().defaultTimeOnePageVisit()));
        columns.put("visitor_localtime", LocalClock.read(request.parameters(), request.time()));
    }

    private void putHistory() {
        Columns previous = visit.previous();
        columns.put("visitor_returning", VisitorHistory.returning(visit));
        columns.put("visitor_seconds_since_first", VisitorHistory.secondsSinceFirst(visit));
        columns.put("visitor_seconds_since_order", VisitorHistory.secondsSinceOrder(visit, Value.NULL));
        columns.put("visitor_seconds_since_last", VisitorHistory.secondsSinceLast(visit));
        columns.put("visitor_count_visits", previous.whole("visitor_count_visits", 0) + 1);
        columns.put("visit_goal_buyer", buyer());
        columns.put("visit_goal_converted", 0);
    }

    private int buyer() {
        if (!request.isEcommerce()) {
            return 0;
        }
        return request.isOrder() ? BUYER_ORDERED : BUYER_OPEN_CART;
    }

    private void putPages() {
        Optional<Action> action = visit.action();
        boolean counted = action.filter(a -> a.kind().isCounted()).isPresent();
        boolean interaction = action.filter(a -> a.kind().isInteraction()).isPresent();
        columns.put("visit_total_actions", counted ? 1 : 0);
        columns.put("visit_total_interactions", interaction ? 1 : 0);
        columns.put("visit_total_searches", is(ActionKind.SITE_SEARCH) ? 1 : 0);
        columns.put("visit_total_events", is(ActionKind.EVENT) ? 1 : 0);
        Value url = is(ActionKind.PAGE_VIEW) ? id("idaction_url") : Ref.Id.NONE;
        Value name = interaction ? id("idaction_name") : Ref.Id.NONE;
        columns.put("visit_entry_idaction_name", name);
        columns.put("visit_exit_idaction_name", name);
        columns.put("visit_exit_idaction_url", url);
        if (interaction) {
            columns.put("visit_entry_idaction_url", url);
        }
    }

    private boolean is(ActionKind kind) {
        return visit.action().filter(action -> action.is(kind)).isPresent();
    }

    private Value id(String column) {
        Value id = visit.actionIds().get(column);
        return id == Value.NULL ? Ref.Id.NONE : id;
    }

    private void putClient() {
        putDevice(request.device().columns());
        RequestParameters p = request.parameters();
        columns.put("config_cookie", p.get(Parameter.COOKIES));
        columns.put("config_flash", p.get(Parameter.FLASH));
        columns.put("config_java", p.get(Parameter.JAVA));
        columns.put("config_pdf", p.get(Parameter.PDF));
        columns.put("config_quicktime", p.get(Parameter.QUICKTIME));
        columns.put("config_realplayer", p.get(Parameter.REAL_PLAYER));
        columns.put("config_silverlight", p.get(Parameter.SILVERLIGHT));
        columns.put("config_windowsmedia", p.get(Parameter.WINDOWS_MEDIA));
        columns.put("config_resolution", resolution(p));
    }

    private void putDevice(DeviceColumns device) {
        put("config_os", device.configOs());
        put("config_os_version", device.configOsVersion());
        put("config_browser_name", device.configBrowserName());
        put("config_browser_version", device.configBrowserVersion());
        put("config_browser_engine", device.configBrowserEngine());
        put("config_client_type", device.configClientType());
        put("config_device_type", device.configDeviceType());
        put("config_device_brand", device.configDeviceBrand());
        put("config_device_model", device.configDeviceModel());
    }

    private void put(String column, @Nullable String text) {
        columns.put(column, text == null ? Value.NULL : new Value.Text(text));
    }

    private void put(String column, @Nullable Integer number) {
        columns.put(column, number == null ? Value.NULL : Value.Whole.of(number));
    }

    /** The screen's resolution, cut to nine bytes. */
    static String resolution(RequestParameters parameters) {
        String resolution = parameters.get(Parameter.RESOLUTION);
        if (resolution.isEmpty()) {
            return UNKNOWN_RESOLUTION;
        }
        String bytes = ByteText.bytes(resolution);
        return ByteText.text(bytes.substring(0, Math.min(RESOLUTION_LENGTH, bytes.length())));
    }
}
