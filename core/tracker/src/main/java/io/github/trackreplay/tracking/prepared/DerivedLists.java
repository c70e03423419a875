/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import io.github.trackreplay.tracking.goal.Goals;
import io.github.trackreplay.tracking.privacy.IpRanges;
import io.github.trackreplay.tracking.privacy.UserAgentExclusion;
import io.github.trackreplay.tracking.settings.Goal;
import io.github.trackreplay.tracking.url.PageUrls;
import io.github.trackreplay.tracking.url.ParameterFilter;
import io.github.trackreplay.tracking.url.SiteSearch;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What is derived of lists that many sites share, since most sites go by the global ones: each once, however many thousands of sites
 * there are. Thread-safe.
 */
final class DerivedLists {
    private final Map<List<String>, IpRanges> addresses = new ConcurrentHashMap<>();
    private final Map<List<String>, UserAgentExclusion> userAgents = new ConcurrentHashMap<>();
    private final Map<List<String>, ParameterFilter> parameters = new ConcurrentHashMap<>();
    private final Map<UrlKey, PageUrls> urls = new ConcurrentHashMap<>();
    private final Map<SearchKey, SiteSearch> searches = new ConcurrentHashMap<>();
    private final Map<GoalsKey, Goals> goals = new ConcurrentHashMap<>();

    private record UrlKey(ParameterFilter excluded, boolean keepFragment, int maximumLength) {}

    private record SearchKey(PageUrls urls, List<String> keywords, List<String> categories) {}

    private record GoalsKey(PageUrls urls, List<Goal> goals) {}

    IpRanges addresses(List<String> entries) {
        return addresses.computeIfAbsent(entries, IpRanges::of);
    }

    UserAgentExclusion userAgents(List<String> entries, boolean all) {
        return userAgents.computeIfAbsent(entries, list -> UserAgentExclusion.of(list, all));
    }

    /** @param excluded makes the parameters to leave out of those that a site excludes; the same one each time */
    ParameterFilter parameters(List<String> entries, Function<List<String>, ParameterFilter> excluded) {
        return parameters.computeIfAbsent(entries, excluded);
    }

    PageUrls urls(ParameterFilter excluded, boolean keepFragment, int maximumLength) {
        return urls.computeIfAbsent(
                new UrlKey(excluded, keepFragment, maximumLength),
                key -> new PageUrls(key.excluded(), key.keepFragment(), key.maximumLength()));
    }

    SiteSearch search(PageUrls rules, List<String> keywords, List<String> categories) {
        return searches.computeIfAbsent(
                new SearchKey(rules, keywords, categories),
                key -> new SiteSearch(key.urls(), key.keywords(), key.categories()));
    }

    Goals goals(PageUrls rules, List<Goal> ofSite) {
        return goals.computeIfAbsent(new GoalsKey(rules, ofSite), key -> new Goals(key.goals(), key.urls()));
    }
}
