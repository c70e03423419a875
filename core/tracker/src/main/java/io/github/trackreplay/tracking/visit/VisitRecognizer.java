/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.visit;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Draft;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.KnownVisit;
import io.github.trackreplay.tracking.model.SiteDay;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.model.VisitLookup;
import io.github.trackreplay.tracking.model.Wanted;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.settings.Rule;
import io.github.trackreplay.tracking.settings.TrackerSettings;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds the visitor's latest visit by visitor id, else by configuration, and tells whether the request continues it.
 *
 * <p>The visitor id counts without limit of time, the configuration within a window around the request. A visit is continued
 * until half an hour without action, midnight in the site's time zone or the greatest number of actions.
 */
public final class VisitRecognizer {
    private final PreparedRequest request;
    private final TrackerSettings tracker;
    private final TrackerSettings siteTracker;

    /** For one request. */
    public VisitRecognizer(PreparedRequest request) {
        this.request = request;
        this.tracker = request.settings().tracker();
        this.siteTracker = request.rules().tracker();
    }

    /** Works out what recognising needs of the request alone. */
    public void workOut() {
        if (request.privacy().ids().randomizeConfigId()) {
            return;
        }
        request.visitorId();
        request.client(ConfigId::client);
        Optional<SiteDay> day = ConfigId.saltedDay(request);
        Optional<String> salt = day.isPresent() ? request.shared().latestSalts().of(day.get()) : Optional.of("");
        salt.ifPresent(latest -> request.configId(latest, ConfigId::of));
    }

    /** Recognises the visit; makes the salt of the day where there is none. */
    public Recognition recognize(Draft draft) {
        if (request.privacy().ids().randomizeConfigId()) {
            return stranger();
        }
        // first, because a request is refused for an id of another length before a salt is made
        Optional<byte[]> idVisitor = request.visitorId();
        byte[] configId = request.configId(salt(draft), ConfigId::of);
        Optional<KnownVisit> found =
                find(draft.known(), configId, idVisitor).filter(visit -> !hasTooManyActions(visit));
        Optional<byte[]> known = found.map(VisitRecognizer::idVisitor).orElse(idVisitor);
        String why = found.map(this::whyNew).orElse("unknown visitor");
        return new Recognition(configId, known, found, !why.isEmpty(), why.isEmpty() ? "continues a visit" : why);
    }

    /** {@code VisitRequestProcessor::processRequestParams} and {@code Settings::getRandomConfigId}: nobody is known again. */
    private Recognition stranger() {
        byte[] random = Arrays.copyOf(request.randomness().bytes(request.located(), "configuration"), Long.BYTES);
        return new Recognition(
                random,
                Optional.empty(),
                Optional.empty(),
                true,
                "configurations are random, so every request is a visit");
    }

    private static Optional<byte[]> idVisitor(KnownVisit visit) {
        return visit.columns().get("idvisitor") instanceof Value.Bytes bytes
                ? Optional.of(bytes.bytes())
                : Optional.empty();
    }

    private String salt(Draft draft) {
        Optional<SiteDay> day = ConfigId.saltedDay(request);
        return day.map(d -> draft.known().daySalt(d).orElseGet(() -> makeSalt(draft, d)))
                .orElse("");
    }

    private String makeSalt(Draft draft, SiteDay day) {
        String salt = request.randomness().salt(day);
        draft.add(new Change.InsertDaySalt(day.idSite(), day.date(), salt, request.now()));
        return salt;
    }

    /** Adds what {@link #recognize} will ask for, as far as that can be told; true when all of it is known already. */
    public boolean foresee(Known known, Wanted wanted) {
        if (request.privacy().ids().randomizeConfigId()) {
            return true;
        }
        Optional<SiteDay> day = ConfigId.saltedDay(request);
        if (day.isPresent() && !known.knowsDaySalt(day.get())) {
            wanted.daySalts().add(day.get());
            return false;
        }
        String salt = day.flatMap(known::daySalt)
                .orElseGet(() -> day.map(request.randomness()::salt).orElse(""));
        if (day.isPresent() && !request.hasConfigId(salt)) {
            request.shared().latestSalts().note(day.get(), salt);
        }
        byte[] configId = request.configId(salt, ConfigId::of);
        Optional<byte[]> idVisitor = request.visitorId();
        boolean complete = true;
        if (idVisitor.isPresent()) {
            complete = known.wantVisit(ofVisitor(idVisitor.get()), wanted);
        }
        if (!mustMatchOne(idVisitor.isPresent()) || idVisitor.isEmpty()) {
            complete &= known.wantVisit(ofConfig(configId), wanted);
        }
        return complete;
    }

    /**
     * The configuration that a visit of the request has in the tables; nothing where it cannot be told: it is random, or the
     * salt of the day is wanted or, after some days, gone.
     */
    public Optional<byte[]> configuration(Known known, Wanted wanted) {
        if (request.privacy().ids().randomizeConfigId()) {
            return Optional.empty();
        }
        Optional<SiteDay> day = ConfigId.saltedDay(request);
        if (day.isPresent() && !known.knowsDaySalt(day.get())) {
            wanted.daySalts().add(day.get());
            return Optional.empty();
        }
        Optional<String> salt = day.map(known::daySalt).orElse(Optional.of(""));
        return salt.map(text -> request.configId(text, ConfigId::of));
    }

    /** The visit that will be found as things stand, after {@link #foresee} has said that all is known. */
    public Optional<KnownVisit> foreseen(Known known) {
        if (request.privacy().ids().randomizeConfigId()) {
            return Optional.empty();
        }
        Optional<SiteDay> day = ConfigId.saltedDay(request);
        String salt = day.flatMap(known::daySalt)
                .orElseGet(() -> day.map(request.randomness()::salt).orElse(""));
        return find(known, request.configId(salt, ConfigId::of), request.visitorId());
    }

    private Optional<KnownVisit> find(Known known, byte[] configId, Optional<byte[]> idVisitor) {
        if (mustMatchOne(idVisitor.isPresent())) {
            return idVisitor.isPresent()
                    ? known.visit(ofVisitor(idVisitor.get()))
                    : known.visit(ofConfig(configId), null);
        }
        Optional<KnownVisit> byVisitor = idVisitor.flatMap(id -> known.visit(ofVisitor(id)));
        return byVisitor.isPresent()
                ? byVisitor
                : known.visit(
                        ofConfig(configId),
                        request.userId().filter(id -> !Ascii.isEmpty(id)).orElse(null));
    }

    /** Whether only the visitor id, or without one only the configuration, may find a visit. */
    private boolean mustMatchOne(boolean hasVisitorId) {
        if (hasVisitorId && trustsCookies()) {
            return true;
        }
        if (request.userId().isPresent()) {
            return false;
        }
        return !request.parameters().get(Parameter.FORCED_VISITOR_ID).isEmpty() || !hasVisitorId;
    }

    private boolean trustsCookies() {
        return tracker.visitors().trustVisitorsCookies()
                || (request.rules().site().isIntranet() && request.settings().isActive("IntranetMeasurable"));
    }

    private VisitLookup.OfVisitor ofVisitor(byte[] idVisitor) {
        return new VisitLookup.OfVisitor(request.idSite(), KnownVisit.eightBytes(idVisitor), latest());
    }

    private VisitLookup.OfConfig ofConfig(byte[] configId) {
        int lookBack = Math.max(
                tracker.visits().windowLookBackForVisitor(), tracker.visits().visitStandardLength());
        return new VisitLookup.OfConfig(
                request.idSite(), ConfigId.number(configId), request.time() - lookBack, latest());
    }

    private long latest() {
        return request.time() + tracker.visits().visitStandardLength();
    }

    private boolean hasTooManyActions(KnownVisit visit) {
        int most = siteTracker.visits().newVisitAfterActions();
        long actions = visit.columns().whole("visit_total_actions", 0);
        return most > 0 && actions != 0 && most <= actions;
    }

    /** Why a known visitor starts a new visit; empty when the request continues the latest one. */
    private String whyNew(KnownVisit latest) {
        if (request.parameters().get(Parameter.NEW_VISIT) != 0) {
            return "the request asks for a new visit";
        }
        if (request.settings().alwaysNewVisit()) {
            return "tracker_always_new_visitor is set";
        }
        long last = latest.lastActionTime();
        if (last <= request.time() - tracker.visits().visitStandardLength()) {
            return "the last action is too long ago";
        }
        if (siteTracker.visits().newVisitAfterMidnight() && !request.dayOf(last).equals(request.day())) {
            return "the last action was on another day";
        }
        boolean matters = !siteTracker.visitors().userIdOverwritesVisitorId()
                || request.settings().has(Rule.USER_CHANGE_STARTS_VISIT);
        if (matters && !hasSameUser(latest)) {
            return "another user has logged in";
        }
        return "";
    }

    private boolean hasSameUser(KnownVisit latest) {
        String before = latest.columns().text("user_id");
        Optional<String> now = request.userId();
        return before == null
                || Ascii.isEmpty(before)
                || now.filter(id -> !Ascii.isEmpty(id)).isEmpty()
                || before.equals(now.get());
    }
}
