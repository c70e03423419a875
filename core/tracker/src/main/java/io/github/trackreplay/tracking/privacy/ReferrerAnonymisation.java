/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.privacy;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.UrlParts;
import io.github.trackreplay.tracking.referrer.Referrer;
import org.jspecify.annotations.Nullable;

/**
 * How much of a referrer is recorded ({@code anonymizeReferrer}).
 *
 * <p>Source of the rule: Matomo's {@code PrivacyManager/ReferrerAnonymizer::anonymiseReferrerUrl}.
 */
public enum ReferrerAnonymisation {
    /** All of it. */
    NONE,
    /** Its URL without query. */
    EXCLUDE_QUERY,
    /** Its URL's host. */
    EXCLUDE_PATH,
    /** Only its type, and the names of campaigns, search engines and social networks. */
    EXCLUDE_ALL;

    /** Reads the option's value; one that is not known counts as none. */
    public static ReferrerAnonymisation of(String option) {
        return switch (option) {
            case "exclude_query" -> EXCLUDE_QUERY;
            case "exclude_path" -> EXCLUDE_PATH;
            case "exclude_all" -> EXCLUDE_ALL;
            default -> NONE;
        };
    }

    /** What is recorded of a new visit's referrer. */
    public Referrer apply(Referrer referrer) {
        return new Referrer(
                referrer.type(),
                name(referrer.name(), referrer.type()),
                keyword(referrer.keyword(), referrer.type()),
                url(referrer.url()),
                referrer.keywordHidden() && this == NONE);
    }

    /** {@code referer_url}; null stays. */
    public @Nullable String url(@Nullable String url) {
        if (url == null) {
            return null;
        }
        return switch (this) {
            case NONE -> url;
            case EXCLUDE_ALL -> "";
            case EXCLUDE_QUERY -> withoutQuery(url);
            case EXCLUDE_PATH -> hostOnly(url);
        };
    }

    private static String withoutQuery(String url) {
        int start = 0;
        while (start < url.length() && url.charAt(start) == '?') {
            start++;
        }
        int mark = url.indexOf('?', start);
        return url.substring(start, mark < 0 ? url.length() : mark);
    }

    private static String hostOnly(String url) {
        UrlParts parts = UrlParts.parse(ByteText.bytes(url)).orElse(null);
        if (parts == null || !UrlParts.filled(parts.host()) || !UrlParts.filled(parts.path())) {
            return url;
        }
        String scheme = UrlParts.filled(parts.scheme()) ? parts.scheme() + "://" : url.startsWith("//") ? "//" : "";
        return ByteText.text(scheme + parts.host() + '/');
    }

    /** {@code referer_name}. */
    public @Nullable String name(@Nullable String name, int type) {
        boolean ours = type == Referrer.CAMPAIGN
                || type == Referrer.SOCIAL_NETWORK
                || type == Referrer.SEARCH_ENGINE
                || type == Referrer.AI_ASSISTANT;
        return this == EXCLUDE_ALL && !ours ? "" : name;
    }

    /** {@code referer_keyword}; only a campaign's is kept. */
    public @Nullable String keyword(@Nullable String keyword, int type) {
        return this == NONE || type == Referrer.CAMPAIGN ? keyword : "";
    }
}
