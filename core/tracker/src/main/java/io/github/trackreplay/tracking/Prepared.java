/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking;

import io.github.trackreplay.tracking.action.Action;
import io.github.trackreplay.tracking.action.ActionNames;
import io.github.trackreplay.tracking.action.Actions;
import io.github.trackreplay.tracking.bot.BotRequest;
import io.github.trackreplay.tracking.bot.RecordMode;
import io.github.trackreplay.tracking.conversion.Items;
import io.github.trackreplay.tracking.exclusion.Exclusions;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.ParameterTypeException;
import io.github.trackreplay.tracking.parameters.RefusedException;
import io.github.trackreplay.tracking.parameters.TokenOnly;
import io.github.trackreplay.tracking.plugins.PluginRequests;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.prepared.SiteRules;
import io.github.trackreplay.tracking.visit.TrackerPlugin;
import io.github.trackreplay.tracking.visit.VisitRecognizer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that the tracker has prepared: made by {@link Tracker#prepare}, given back to it. What was worked out once is kept.
 * Not thread-safe.
 */
public final class Prepared {
    private final PreparedRequest request;
    private final Optional<String> leftOut;
    private final List<TrackerPlugin> plugins;
    private final PluginRequests pluginRequests;
    private @Nullable Admitted admitted;
    private @Nullable RecordMode recordMode;
    private @Nullable BotRequest botRequest;
    private @Nullable Action action;
    private @Nullable ActionNames names;
    private @Nullable Cart cart;
    private @Nullable Foresight foresight;
    private @Nullable Place place;

    /** Whether it counts, once that is known. */
    private record Admitted(Optional<String> exclusion) {}

    /** The parameter of a place, once it is looked for. */
    private record Place(Optional<String> parameter) {
        static final Place NONE = new Place(Optional.empty());
    }

    /** Its items, once they are read. */
    private record Cart(Optional<List<Items.Item>> items) {}

    Prepared(
            PreparedRequest request,
            Optional<String> leftOut,
            List<TrackerPlugin> plugins,
            PluginRequests pluginRequests) {
        this.request = request;
        this.leftOut = leftOut;
        this.plugins = plugins;
        this.pluginRequests = pluginRequests;
    }

    PreparedRequest request() {
        return request;
    }

    /** Why it is no call of the tracker, though it was taken: a page that belongs to no site. */
    Optional<String> leftOut() {
        return leftOut;
    }

    /** The plugins that take part. */
    List<TrackerPlugin> plugins() {
        return plugins;
    }

    /** Works out what follows from the request alone, and most of what costs something does. What fails, fails when it is asked for. */
    void workOut() {
        try {
            if (leftOut.isPresent()
                    || request.originalParameters().isEmpty()
                    || request.site().isEmpty()
                    || recordMode() != RecordMode.VISIT
                    || exclusion().isPresent()) {
                return;
            }
            place();
            new VisitRecognizer(request).workOut();
            if (request.isEcommerce()) {
                items();
            } else if (request.parameters().get(Parameter.GOAL) <= 0) {
                names();
            }
            request.referrer(Optional.empty());
            plugins.forEach(plugin -> plugin.workOut(request));
        } catch (RefusedException | ParameterTypeException e) {
            // deciding it will say so
        }
    }

    /** What it is recorded as. */
    RecordMode recordMode() {
        if (recordMode == null) {
            recordMode = RecordMode.of(request);
        }
        return recordMode;
    }

    /** The first parameter that forces a place, for which a request needs a token; nothing where it has none. */
    Optional<String> place() {
        if (place == null) {
            Optional<String> found = TokenOnly.place(request.parameters());
            place = found.isPresent() ? new Place(found) : Place.NONE;
        }
        return place.parameter();
    }

    /** What is recorded of a bot's request. */
    BotRequest botRequest() {
        if (botRequest == null) {
            botRequest = new BotRequest(request);
        }
        return botRequest;
    }

    /** Why it is excluded; nothing when it counts. */
    Optional<String> exclusion() {
        if (admitted == null) {
            Optional<String> exclusion = Exclusions.reason(request);
            for (int i = 0; i < plugins.size() && exclusion.isEmpty(); i++) {
                exclusion = plugins.get(i).exclusion(request);
            }
            admitted = new Admitted(exclusion);
        }
        return admitted.exclusion();
    }

    Action action() {
        if (action == null) {
            pluginRequests.setAside(request.originalParameters());
            SiteRules rules = request.rules();
            try {
                action = Actions.of(request.parameters(), rules.urls(), rules.siteSearch(), request.settings());
            } catch (RefusedException e) {
                throw e.reason().equals(Actions.INACTIVE_PLUGIN) ? pluginRequests.ofUnknown(e) : e;
            }
        }
        return action;
    }

    /** Items of the request's cart or order. */
    Optional<List<Items.Item>> items() {
        if (cart == null) {
            cart = new Cart(Items.read(request.parameters(), request.settings()));
        }
        return cart.items();
    }

    /** What deciding it will ask for; goes on where it was as long as the knowledge is the same. */
    Foresight foresight(Known known) {
        if (foresight == null || !foresight.isOn(known)) {
            foresight = new Foresight(this, known);
        }
        return foresight;
    }

    /** What a batch knew of the tables is not needed any more: the batch is begun again, or has been. */
    public void forgetKnown() {
        foresight = null;
    }

    ActionNames names() {
        if (names == null) {
            int slots = request.settings().logTables().customVariables();
            names = ActionNames.of(action(), request.parameters(), slots);
        }
        return names;
    }
}
