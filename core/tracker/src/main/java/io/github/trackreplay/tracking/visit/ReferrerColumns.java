/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.visit;

import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.prepared.SiteRules;
import io.github.trackreplay.tracking.privacy.ReferrerAnonymisation;
import io.github.trackreplay.tracking.referrer.Referrer;
import io.github.trackreplay.tracking.settings.Rule;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a visit comes from: {@code referer_type}, {@code referer_name}, {@code referer_keyword}, {@code referer_url}.
 *
 * <p>Source of the rule: Matomo's {@code Referrers/Columns/Base::getReferrerInformation}.
 */
public final class ReferrerColumns {
    private static final String TYPE = "referer_type";
    private static final String NAME = "referer_name";
    private static final String KEYWORD = "referer_keyword";
    private static final String URL = "referer_url";

    private ReferrerColumns() {}

    /**
     * Whether a request that seems to continue a visit starts a new one, because it comes from another campaign or, where that
     * is wanted, another website.
     */
    public static boolean startsNewVisit(VisitDraft visit) {
        SiteRules rules = visit.request().rules();
        if (!rules.tracker().visits().newVisitWhenCampaignChanges()
                && !rules.tracker().visits().newVisitWhenWebsiteReferrerChanges()) {
            return false;
        }
        Referrer current = read(visit.continued());
        Referrer now = visit.referrer(() -> visit.request().referrer(Optional.of(current)));
        if (!now.differsFrom(current)) {
            return false;
        }
        boolean campaign = now.type() == Referrer.CAMPAIGN
                && current.type() != Referrer.DIRECT
                && rules.tracker().visits().newVisitWhenCampaignChanges();
        boolean website =
                now.type() == Referrer.WEBSITE && rules.tracker().visits().newVisitWhenWebsiteReferrerChanges();
        return campaign || website;
    }

    static void putNew(VisitDraft visit, Columns columns) {
        put(visit.request().referrer(Optional.empty()), columns);
    }

    /** A visit that began without a referrer gets the first one that a later request has; up to Matomo 4 without its URL. */
    static void putExisting(VisitDraft visit, Columns columns) {
        Referrer current = read(visit.continued());
        if (current.type() == Referrer.DIRECT) {
            Referrer now = visit.referrer(() -> visit.request().referrer(Optional.of(current)));
            if (now.type() != Referrer.DIRECT) {
                put(now, columns);
                if (!visit.request().settings().has(Rule.LATER_REFERRER_URL)) {
                    columns.remove(URL);
                }
            }
        }
    }

    /** Whom a conversion is credited to. */
    static void putConversion(VisitDraft visit, Columns columns) {
        PreparedRequest request = visit.request();
        SiteRules rules = request.rules();
        Referrer credited =
                rules.shared().referrers().attribute(request.parameters(), rules.referrers(), read(visit.columns()));
        columns.put(TYPE, credited.type());
        columns.put(NAME, text(credited.name()));
        columns.put(KEYWORD, text(credited.keyword()));
    }

    private static Referrer read(Columns columns) {
        int type = (int) columns.whole(TYPE, 0);
        return new Referrer(type, columns.text(NAME), columns.text(KEYWORD), columns.text(URL));
    }

    private static void put(Referrer referrer, Columns columns) {
        if (!referrer.keywordHidden()) {
            columns.put(KEYWORD, text(referrer.keyword()));
        }
        columns.put(NAME, text(referrer.name()));
        columns.put(TYPE, referrer.type());
        if (referrer.url() != null) {
            columns.put(URL, referrer.url());
        }
    }

    private static Value text(@Nullable String text) {
        return text == null ? Value.NULL : new Value.Text(text);
    }

    /** Leaves out of a referrer what the privacy options do not want to be stored. */
    public static void anonymize(PreparedRequest request, Columns columns, Columns visit) {
        ReferrerAnonymisation level = ReferrerAnonymisation.of(request.privacy().anonymizeReferrer());
        if (level == ReferrerAnonymisation.NONE) {
            return;
        }
        int type = (int) (columns.has(TYPE) ? columns : visit).whole(TYPE, 0);
        boolean isNew = columns.has("idsite");
        if (isNew || columns.isSet(URL)) {
            columns.put(URL, text(level.url(columns.text(URL))));
        }
        if (isNew || columns.isSet(NAME)) {
            columns.put(NAME, text(level.name(columns.text(NAME), type)));
        }
        if (isNew || columns.isSet(KEYWORD)) {
            columns.put(KEYWORD, text(level.keyword(columns.text(KEYWORD), type)));
        }
    }
}
