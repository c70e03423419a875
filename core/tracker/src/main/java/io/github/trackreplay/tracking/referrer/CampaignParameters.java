/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.referrer;

import io.github.trackreplay.php.Ascii;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The URL parameters that make a visit one of a campaign.
 *
 * @param names parameters that carry its name, the most important first
 * @param keywords parameters that carry its keyword
 * @param inRequests whether a request may carry them itself, beside its page's URL: since Matomo 5
 */
public record CampaignParameters(List<String> names, List<String> keywords, boolean inRequests) {
    public CampaignParameters {
        names = List.copyOf(names);
        keywords = List.copyOf(keywords);
    }

    /** Reads {@code campaign_var_name} and {@code campaign_keyword_var_name}. */
    public static CampaignParameters of(String names, String keywords) {
        return new CampaignParameters(split(names), split(keywords), true);
    }

    private static List<String> split(String option) {
        return Stream.of(option.split(",", -1)).map(Ascii::trim).toList();
    }

    /** All of them, for {@link io.github.trackreplay.tracking.url.PageUrls#excludedParameters}. */
    public List<String> all() {
        List<String> all = new ArrayList<>(names);
        all.addAll(keywords);
        return all;
    }
}
