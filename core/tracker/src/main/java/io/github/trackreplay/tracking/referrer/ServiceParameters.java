/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.referrer;

import io.github.trackreplay.tracking.url.ParameterFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Query parameters of large services that differ for every visitor and are left out of {@code referer_url}.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/PageUrl::excludeQueryParametersFromUrl}.
 */
final class ServiceParameters {
    private static final ParameterFilter NONE = ParameterFilter.of(List.of());
    private static final ParameterFilter GOOGLE =
            ParameterFilter.of(List.of("ust", "usg", "usd", "sa", "sntz", "ei", "bvm", "ved", "client", "channel"));
    private static final Map<String, ParameterFilter> BY_HOST_PART = byHostPart();

    private ServiceParameters() {}

    private static Map<String, ParameterFilter> byHostPart() {
        Map<String, ParameterFilter> filters = new LinkedHashMap<>();
        filters.put("instagram.com", ParameterFilter.of(List.of("e", "s")));
        filters.put("facebook.com", ParameterFilter.of(List.of("h", "p")));
        filters.put("google.", GOOGLE);
        filters.put("googleusercontent.", GOOGLE);
        filters.put("main.exoclick.com", ParameterFilter.of(List.of("data", "wpn")));
        filters.put(
                "youtube.com", ParameterFilter.of(List.of("redir_token", "html_redirect", "continuation", "feature")));
        filters.put(
                "bing.com",
                ParameterFilter.of(
                        List.of("cvid", "refig", "elv", "plvar", "setlang", "qs", "cc", "mkt", "PC", "form", "src")));
        return filters;
    }

    /** @param host the referrer's; may be null */
    static ParameterFilter of(@Nullable String host) {
        ParameterFilter filter = NONE;
        if (host != null) {
            for (Map.Entry<String, ParameterFilter> entry : BY_HOST_PART.entrySet()) {
                if (host.contains(entry.getKey())) {
                    filter = filter == NONE ? entry.getValue() : filter.or(entry.getValue());
                }
            }
        }
        return filter;
    }
}
