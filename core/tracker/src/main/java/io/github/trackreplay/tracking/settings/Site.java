/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * A site, as Matomo's tracker caches it: its own lists already joined with the global ones.
 *
 * @param idSite its number
 * @param type {@code website}, {@code mobileapp}, {@code intranet} …
 * @param created {@code ts_created}, seconds since 1970-01-01 UTC
 * @param timezone its time zone
 * @param urls its own URLs
 * @param search how searches on it are told
 * @param excluded what does not count
 * @param goals goals that are not deleted, in the order of their numbers
 * @param customDimensions active ones, in the order of Matomo
 */
public record Site(
        int idSite,
        String type,
        long created,
        ZoneId timezone,
        Urls urls,
        Search search,
        Excluded excluded,
        List<Goal> goals,
        List<CustomDimension> customDimensions) {
    public Site {
        goals = List.copyOf(goals);
        customDimensions = List.copyOf(customDimensions);
    }

    /**
     * URLs of a site.
     *
     * @param own {@code main_url} first, then those of {@code site_url}
     * @param keepFragment whether fragments of page URLs stay: the site's setting, else the global one
     */
    public record Urls(List<String> own, boolean keepFragment) {
        public Urls {
            own = List.copyOf(own);
        }
    }

    /**
     * How searches on a site are told.
     *
     * @param tracked whether they are at all
     * @param keywordParameters URL parameters of the search word: the site's, else the global ones
     * @param categoryParameters URL parameters of the search category: the site's, else the global ones
     */
    public record Search(boolean tracked, List<String> keywordParameters, List<String> categoryParameters) {
        public Search {
            keywordParameters = List.copyOf(keywordParameters);
            categoryParameters = List.copyOf(categoryParameters);
        }
    }

    /**
     * What does not count, each list of the site and of all sites.
     *
     * @param unknownUrls whether requests for URLs that are none of the site's are dropped
     * @param ips address ranges
     * @param parameters URL parameters to cut off
     * @param userAgents parts of or patterns for user agents
     * @param referrers referrers
     */
    public record Excluded(
            boolean unknownUrls,
            List<String> ips,
            List<String> parameters,
            List<String> userAgents,
            List<String> referrers) {
        public Excluded {
            ips = List.copyOf(ips);
            parameters = List.copyOf(parameters);
            userAgents = List.copyOf(userAgents);
            referrers = List.copyOf(referrers);
        }
    }

    /** Whether it is an intranet, whose visitors are told apart by cookie alone. */
    public boolean isIntranet() {
        return type.equals("intranet");
    }

    /** A goal by number. */
    public Optional<Goal> goal(long idGoal) {
        return goals.stream().filter(goal -> goal.idGoal() == idGoal).findFirst();
    }

    /** Whether some custom dimension belongs to actions. */
    public boolean hasActionDimension() {
        for (CustomDimension dimension : customDimensions) {
            if (dimension.isOfAction()) {
                return true;
            }
        }
        return false;
    }
}
