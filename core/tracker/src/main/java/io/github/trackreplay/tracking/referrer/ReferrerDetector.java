/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.referrer;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Multibyte;
import io.github.trackreplay.php.UrlCoding;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a request comes from. Immutable.
 *
 * <p>The order is Matomo's: an AI assistant, by referrer or by the page URL's {@code utm_source}; a campaign in the page's URL,
 * in its fragment or in the request; an internal referrer; a search engine; a social network; any other website. Throws {@link
 * io.github.trackreplay.tracking.parameters.ParameterTypeException} where PHP would stop with a type error.
 *
 * <p>Source of the rule: Matomo's {@code Referrers/Columns/Base::getReferrerInformation}.
 */
public final class ReferrerDetector {
    private final ReferrerDefinitions definitions;
    private final AiAssistants assistants;

    /**
     * A detector.
     *
     * @param withAssistants whether Matomo's release knows AI assistants at all
     */
    public ReferrerDetector(ReferrerDefinitions definitions, boolean withAssistants) {
        this.definitions = definitions;
        this.assistants = withAssistants ? definitions.assistants() : AiAssistants.NONE;
    }

    /**
     * The referrer of a request.
     *
     * @param current what the visit that the request continues has so far; nothing for a new visit
     */
    public Referrer detect(RequestParameters request, SiteReferrerRules rules, Optional<Referrer> current) {
        return detect(
                request,
                rules,
                current,
                ByteText.bytes(request.get(Parameter.REFERRER_URL)),
                ByteText.bytes(request.get(Parameter.URL)));
    }

    private Referrer detect(
            RequestParameters request,
            SiteReferrerRules rules,
            Optional<Referrer> current,
            String referrerUrl,
            String pageUrl) {
        return new ReferrerDecision(definitions, assistants, request, rules, current, referrerUrl, pageUrl).decide();
    }

    /**
     * To whom a conversion is credited: a campaign in the request's attribution parameters, the referrer URL there, or else
     * the visit's own referrer. Its URL has no meaning.
     *
     * @param visit the visit's referrer
     */
    public Referrer attribute(RequestParameters request, SiteReferrerRules rules, Referrer visit) {
        Referrer credited = credited(request, rules, visit);
        if (credited.type() != Referrer.CAMPAIGN) {
            return credited;
        }
        return rules.maskCampaigns()
                ? new Referrer(Referrer.CAMPAIGN, Referrer.MASKED, Referrer.MASKED, credited.url())
                : inLowerCase(credited);
    }

    /** {@code setCampaignValuesToLowercase}: the name that a plugin has given a visit's campaign may have capitals. */
    private static Referrer inLowerCase(Referrer campaign) {
        return new Referrer(
                Referrer.CAMPAIGN, lowerText(campaign.name()), lowerText(campaign.keyword()), campaign.url());
    }

    private static @Nullable String lowerText(@Nullable String text) {
        return text == null ? null : lower(ByteText.bytes(text));
    }

    private Referrer credited(RequestParameters request, SiteReferrerRules rules, Referrer visit) {
        String campaign = attributed(request, Parameter.ATTRIBUTION_CAMPAIGN);
        String referrerUrl = request.get(Parameter.ATTRIBUTION_REFERRER);
        if (!Ascii.isEmpty(campaign)) {
            String keyword = attributed(request, Parameter.ATTRIBUTION_KEYWORD);
            return new Referrer(Referrer.CAMPAIGN, lower(campaign), lower(keyword), null);
        }
        boolean visitHasCampaign =
                visit.type() == Referrer.CAMPAIGN && visit.name() != null && !Ascii.isEmpty(visit.name());
        if (visitHasCampaign || Ascii.isEmpty(referrerUrl)) {
            return visit;
        }
        Referrer found = detect(request, rules, Optional.of(visit), ByteText.bytes(referrerUrl), "");
        return found.type() == Referrer.DIRECT || found.type() == Referrer.CAMPAIGN ? visit : found;
    }

    private static String attributed(RequestParameters request, Parameter.Text parameter) {
        return Ascii.trim(UrlCoding.decode(ByteText.bytes(request.get(parameter))));
    }

    private static String lower(String bytes) {
        return ByteText.text(Ascii.isEmpty(bytes) ? bytes : Multibyte.lower(bytes));
    }
}
