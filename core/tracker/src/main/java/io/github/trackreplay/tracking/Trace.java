/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking;

import io.github.trackreplay.tracking.bot.RecordMode;
import io.github.trackreplay.tracking.link.LinkColumns;
import io.github.trackreplay.tracking.model.ActionName;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.KnownVisit;
import io.github.trackreplay.tracking.model.Wanted;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.ParameterTypeException;
import io.github.trackreplay.tracking.parameters.PlainCall;
import io.github.trackreplay.tracking.parameters.RefusedException;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.visit.VisitRecognizer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What would be seen of a request in Matomo's tables if it had been recorded: by Matomo itself, or by a replay. It follows from
 * the request and the settings alone, so a trace that is found proves little where a request leaves little (see {@link Left}).
 * Requests of bots, and those that are turned away, have none. Not thread-safe.
 */
public final class Trace {
    private static final int DRAWN_LENGTH = 6;

    private final PreparedRequest request;
    private final Left left;
    private final String idPageview;
    private OptionalLong configId = OptionalLong.empty();

    /** What a request leaves. */
    public sealed interface Left {
        /**
         * A row of its own in {@code log_link_visit_action}.
         *
         * @param names what its columns name; nothing where they hold 0
         */
        record Link(Map<String, Optional<ActionName>> names) implements Left {}

        /** The only row of {@code log_conversion} with this order id. */
        record Order(String idOrder) implements Left {}

        /** A conversion of a goal by hand: a row of its own, or none where the visit has converted that goal before. */
        record Goal(long idGoal) implements Left {}

        /** A cart: the visit's one row for carts, which each cart overwrites. */
        record Cart() implements Left {}

        /** Nothing but the time of its visit. */
        record Presence() implements Left {}
    }

    private Trace(PreparedRequest request, Left left) {
        this.request = request;
        this.left = left;
        this.idPageview = idPageview(request);
    }

    /** What is left of a request that belongs to a site, see {@link Lead}. */
    static Optional<Trace> of(Prepared prepared) {
        PreparedRequest request = prepared.request();
        try {
            return prepared.recordMode() == RecordMode.VISIT
                    ? Optional.of(new Trace(request, left(prepared)))
                    : Optional.empty();
        } catch (RefusedException | ParameterTypeException e) {
            return Optional.empty(); // it would have been refused
        }
    }

    static String idPageview(PreparedRequest request) {
        try {
            String drawn = LinkColumns.idPageview(request.parameters());
            return drawn.length() <= DRAWN_LENGTH && PlainCall.isDrawn(drawn) ? drawn : "";
        } catch (ParameterTypeException e) {
            return "";
        }
    }

    /** As {@code Decider} goes: orders and carts have no action, conversions by hand neither, nor have pings. */
    static boolean leavesLink(PreparedRequest request) {
        return !isPresence(request)
                && !request.isEcommerce()
                && request.parameters().get(Parameter.GOAL) <= 0;
    }

    private static boolean isPresence(PreparedRequest request) {
        return request.isPing() && request.settings().isActive("Heartbeat");
    }

    private static Left left(Prepared prepared) {
        PreparedRequest request = prepared.request();
        if (leavesLink(request)) {
            return new Left.Link(prepared.names().byColumn());
        }
        if (isPresence(request)) {
            return new Left.Presence();
        }
        if (request.isEcommerce()) {
            return request.isOrder() ? order(request) : new Left.Cart();
        }
        return new Left.Goal(request.parameters().get(Parameter.GOAL));
    }

    /** The pseudonym of an order id is random, so nobody finds it. */
    private static Left order(PreparedRequest request) {
        return request.privacy().ids().anonymizeOrderId()
                ? new Left.Cart()
                : new Left.Order(request.parameters().get(Parameter.ORDER_ID));
    }

    /**
     * Works out the visitor's configuration.
     *
     * @param known with the salt of the day, unless that is wanted then
     */
    public void workOut(Known known, Wanted wanted) {
        try {
            new VisitRecognizer(request)
                    .configuration(known, wanted)
                    .ifPresent(id -> configId = OptionalLong.of(KnownVisit.eightBytes(id)));
        } catch (RefusedException | ParameterTypeException e) {
            configId = OptionalLong.empty(); // it would have been refused
        }
    }

    /** The site. */
    public int idSite() {
        return request.idSite();
    }

    /** The time that it is recorded at, seconds since 1970-01-01 UTC. */
    public long time() {
        return request.time();
    }

    /** What it leaves. */
    public Left left() {
        return left;
    }

    /** The page view id, drawn by the browser for each page view; empty where there is none of the usual form. */
    public String idPageview() {
        return idPageview;
    }

    /** The visitor id that the request names; nothing when it names none, or none that Matomo would take. */
    public OptionalLong idVisitor() {
        try {
            return request.visitorId()
                    .map(id -> OptionalLong.of(KnownVisit.eightBytes(id)))
                    .orElse(OptionalLong.empty());
        } catch (RefusedException | ParameterTypeException e) {
            return OptionalLong.empty();
        }
    }

    /** The configuration of its visit; nothing before {@link #workOut}, or when it cannot be told. */
    public OptionalLong configId() {
        return configId;
    }
}
