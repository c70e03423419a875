/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.referrer;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Html;
import io.github.trackreplay.php.Multibyte;
import io.github.trackreplay.php.UrlParts;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.ParameterTypeException;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.url.PageUrls;
import io.github.trackreplay.tracking.url.SiteUrls;
import io.github.trackreplay.tracking.url.UrlQuery;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One decision of {@link ReferrerDetector}. Byte strings inside; used once. */
final class ReferrerDecision {
    private static final String UTM_SOURCE = "utm_source";
    private static final int NAME_LENGTH = 255;
    private static final int URL_LENGTH = 1500;
    private static final Optional<UrlParts> NO_URL = UrlParts.parse("");

    private final ReferrerDefinitions definitions;
    private final AiAssistants assistants;
    private final RequestParameters request;
    private final SiteReferrerRules rules;
    private final Optional<Referrer> current;
    /** The page's URL as it was taken apart. */
    private final String pageUrl;

    private final Optional<UrlParts> page;
    private final String url;
    private final Optional<UrlParts> parts;
    private final @Nullable String host;

    ReferrerDecision(
            ReferrerDefinitions definitions,
            AiAssistants assistants,
            RequestParameters request,
            SiteReferrerRules rules,
            Optional<Referrer> current,
            String referrerUrl,
            String pageUrl) {
        this.definitions = definitions;
        this.assistants = assistants;
        this.request = request;
        this.rules = rules;
        this.current = current;
        this.pageUrl = ByteText.bytes(rules.urls().unescaped(ByteText.text(pageUrl)));
        this.page = this.pageUrl.isEmpty() ? NO_URL : UrlParts.parse(this.pageUrl);
        String plain = Html.unsanitize(referrerUrl);
        Optional<UrlParts> read = plain.isEmpty() ? NO_URL : UrlParts.parse(plain);
        boolean counts = Ascii.isEmpty(plain) || (PageUrls.looksLikeUrl(plain) && !isExcluded(read));
        this.url = counts ? plain : "";
        this.parts = counts ? read : NO_URL;
        this.host = parts.map(UrlParts::host).orElse(null);
    }

    Referrer decide() {
        if (isReferrerIgnored()) {
            return new Referrer(Referrer.DIRECT, "", "", "");
        }
        Optional<String> assistant = assistant();
        if (assistant.isPresent()) {
            return referrer(Referrer.AI_ASSISTANT, assistant.get(), "", false);
        }
        Optional<Campaign> campaign = Campaign.detect(this);
        if (campaign.isPresent()) {
            String name =
                    rules.maskCampaigns() ? Referrer.MASKED : campaign.get().name();
            String keyword =
                    rules.maskCampaigns() ? Referrer.MASKED : campaign.get().keyword();
            return referrer(Referrer.CAMPAIGN, name, keyword, false);
        }
        if (host == null || !UrlParts.filled(host) || isInternal(host)) {
            return referrer(Referrer.DIRECT, null, null, false);
        }
        return external(host);
    }

    private Referrer external(String knownHost) {
        Optional<SearchEngines.Found> engine = definitions.searchEngines().find(url, parts.orElseThrow());
        if (engine.isPresent()) {
            String keyword = engine.get().keyword();
            return referrer(Referrer.SEARCH_ENGINE, engine.get().name(), keyword, keyword == null);
        }
        Optional<String> network = definitions.socialNetworks().find(url);
        return network.isPresent()
                ? referrer(Referrer.SOCIAL_NETWORK, network.get(), "", false)
                : referrer(Referrer.WEBSITE, website(knownHost), null, false);
    }

    /**
     * The AI assistant that the referrer or the page URL's {@code utm_source} names.
     *
     * @throws ParameterTypeException where {@code utm_source} is a list, as PHP stops with a type error
     */
    private Optional<String> assistant() {
        if (assistants == AiAssistants.NONE) {
            return Optional.empty();
        }
        Optional<String> byReferrer = assistants.find(url);
        String query = page.map(UrlParts::query).orElse(null);
        if (byReferrer.isPresent() || query == null || !query.contains(UTM_SOURCE)) {
            return byReferrer;
        }
        UrlQuery parameters = UrlQuery.parse(query);
        String source = parameters.value(UTM_SOURCE);
        if (source == null && parameters.isFilled(UTM_SOURCE)) {
            throw new ParameterTypeException(UTM_SOURCE);
        }
        return source == null || Ascii.isEmpty(source) ? Optional.empty() : assistants.find(source);
    }

    private String website(String knownHost) {
        String name = Multibyte.lower(knownHost);
        String path = rules.allSites()
                .pathAbove(parts.orElseThrow(), requestPage())
                .filter(above -> !above.equals("/"))
                .orElse("");
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return name + path.substring(0, end);
    }

    private boolean isReferrerIgnored() {
        String query = page.map(UrlParts::query).orElse(null);
        if (query == null || !query.contains("ignore_refer")) {
            return false;
        }
        UrlQuery parameters = UrlQuery.parse(query);
        return "1".equals(parameters.value("ignore_referrer")) || "1".equals(parameters.value("ignore_referer"));
    }

    private boolean isExcluded(Optional<UrlParts> referrerUrl) {
        return referrerUrl
                .map(found -> rules.excluded().owner(found, rules.site(), Optional.empty()))
                .filter(SiteUrls.Owner.THIS_SITE::equals)
                .isPresent();
    }

    private boolean isInternal(String knownHost) {
        return switch (rules.allSites().owner(parts.orElseThrow(), rules.site(), requestPage())) {
            case THIS_SITE -> true;
            case OTHER_SITE -> false;
            case UNKNOWN -> !rules.onlyKnownUrls() && isPageHost(knownHost);
        };
    }

    private boolean isPageHost(String knownHost) {
        String pageHost = page.map(UrlParts::host).orElse(null);
        return pageHost != null && Multibyte.lower(pageHost).equals(Multibyte.lower(knownHost));
    }

    /** The page's URL as the request has it, not unescaped: its host counts as the site's. */
    private Optional<UrlParts> requestPage() {
        String asItIs = ByteText.bytes(request.get(Parameter.URL));
        return asItIs.equals(pageUrl) ? page : UrlParts.parse(asItIs);
    }

    private Referrer referrer(int type, @Nullable String name, @Nullable String keyword, boolean hidden) {
        String recorded = rules.urls()
                .withoutParameters(url, parts, ServiceParameters.of(host))
                .map(clean -> Multibyte.prefix(clean, URL_LENGTH))
                .orElse(null);
        return new Referrer(type, cut(name), cut(keyword), text(recorded), hidden);
    }

    private static @Nullable String cut(@Nullable String bytes) {
        return bytes == null ? null : ByteText.text(Multibyte.prefix(bytes, NAME_LENGTH));
    }

    private static @Nullable String text(@Nullable String bytes) {
        return bytes == null ? null : ByteText.text(bytes);
    }

    // What the search for a campaign needs to know.

    ReferrerDefinitions definitions() {
        return definitions;
    }

    RequestParameters request() {
        return request;
    }

    CampaignParameters campaignParameters() {
        return rules.campaign();
    }

    Optional<Referrer> current() {
        return current;
    }

    Optional<UrlParts> page() {
        return page;
    }

    String url() {
        return url;
    }

    Optional<UrlParts> parts() {
        return parts;
    }

    String host() {
        return host == null ? "" : host;
    }

    static String cutName(String bytes) {
        return Multibyte.prefix(bytes, NAME_LENGTH);
    }
}
