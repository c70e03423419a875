/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.referrer;

import io.github.trackreplay.tracking.url.PageUrls;
import io.github.trackreplay.tracking.url.SiteUrls;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What decides on the referrers of one site.
 *
 * @param site the site's id
 * @param urls how the site's URLs are cleaned
 * @param allSites the URLs of all sites
 * @param excluded referrers that do not count, see {@link #excluded(int, Collection)}
 * @param onlyKnownUrls the site's {@code exclude_unknown_urls}
 * @param campaign the campaign parameters
 * @param maskCampaigns whether names and keywords of campaigns are replaced
 */
public record SiteReferrerRules(
        int site,
        PageUrls urls,
        SiteUrls allSites,
        SiteUrls excluded,
        boolean onlyKnownUrls,
        CampaignParameters campaign,
        boolean maskCampaigns) {

    /** Makes {@link #excluded()} of the entries of the global and the site's own list. */
    public static SiteUrls excluded(int site, Collection<String> entries) {
        if (entries.isEmpty()) {
            return SiteUrls.NONE; // of thousands of sites most
        }
        List<String> urls = entries.stream()
                .map(entry -> "https://"
                        + (entry.startsWith("https://")
                                ? entry.substring(8)
                                : entry.startsWith("http://") ? entry.substring(7) : entry))
                .toList();
        return SiteUrls.of(Map.of(site, urls));
    }
}
