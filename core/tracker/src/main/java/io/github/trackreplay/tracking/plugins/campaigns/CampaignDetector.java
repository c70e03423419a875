/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins.campaigns;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Multibyte;
import io.github.trackreplay.php.UrlCoding;
import io.github.trackreplay.php.UrlParts;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.ParameterTypeException;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.url.PageUrls;
import io.github.trackreplay.tracking.url.UrlQuery;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the campaign that a request names: in the fragment of its page URL, else in the query. Source: {@code
 * Campaign/CampaignDetector}. Campaigns are byte strings by column; columns without value are not in them.
 */
final class CampaignDetector {
    private static final int LONGEST = 250;

    private final MarketingCampaigns plugin;

    CampaignDetector(MarketingCampaigns plugin) {
        this.plugin = plugin;
    }

    /**
     * The campaign; empty for none.
     *
     * @throws ParameterTypeException where a parameter is a list, as PHP stops with a type error
     */
    Map<String, String> inPage(RequestParameters request, PageUrls urls) {
        Optional<UrlParts> page = UrlParts.parse(ByteText.bytes(urls.unescaped(request.get(Parameter.URL))));
        String fragment = page.map(UrlParts::fragment).orElse(null);
        Map<String, String> campaign = fragment == null ? Map.of() : in(queryOf(fragment));
        String query = page.map(UrlParts::query).orElse(null);
        return campaign.isEmpty() && query != null ? in(query) : campaign;
    }

    /** A fragment that is a path with a query of its own stands for that query. */
    private static String queryOf(String fragment) {
        return fragment.startsWith("/")
                ? UrlParts.parse(fragment).map(UrlParts::query).orElse(fragment)
                : fragment;
    }

    private Map<String, String> in(String query) {
        UrlQuery values = UrlQuery.parse(query);
        Map<String, String> campaign = new LinkedHashMap<>();
        for (CampaignField field : plugin.fields()) {
            for (String parameter : field.parameters()) {
                String value = value(values, parameter);
                if (!Ascii.isEmpty(value)) {
                    campaign.put(field.column(), value);
                    break;
                }
            }
        }
        return campaign;
    }

    private String value(UrlQuery values, String parameter) {
        String value = values.value(parameter);
        if (value == null && values.isFilled(parameter)) {
            throw new ParameterTypeException("the page URL's parameter " + ByteText.text(parameter));
        }
        String decoded = value == null ? "" : Ascii.trim(UrlCoding.decode(value));
        String cased = plugin.retainsCase(parameter) ? decoded : Multibyte.lower(decoded);
        return cased.length() <= LONGEST ? cased : cased.substring(0, LONGEST);
    }

    /** {@code Columns/Base::getCampaignDimensionsFromReferrerAttributionCookie}: the campaign that the visitor's browser keeps. */
    Map<String, String> attributed(RequestParameters request) {
        String name = attributed(request, Parameter.ATTRIBUTION_CAMPAIGN);
        if (name.isEmpty()) {
            return Map.of();
        }
        Map<String, String> campaign = new LinkedHashMap<>();
        campaign.put(CampaignField.NAME, name);
        String keyword = attributed(request, Parameter.ATTRIBUTION_KEYWORD);
        if (!keyword.isEmpty()) {
            campaign.put(CampaignField.KEYWORD, keyword);
        }
        return campaign;
    }

    private String attributed(RequestParameters request, Parameter.Text parameter) {
        String value = Ascii.trim(UrlCoding.decode(ByteText.bytes(request.get(parameter))));
        return plugin.retainsCaseOfAttribution() ? value : Multibyte.lower(value);
    }
}
