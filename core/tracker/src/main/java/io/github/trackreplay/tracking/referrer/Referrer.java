/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.referrer;

import io.github.trackreplay.php.Multibyte;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a visit comes from, as its columns have it.
 *
 * @param type {@code referer_type}
 * @param name {@code referer_name}, at most 255 characters; null for SQL's NULL
 * @param keyword {@code referer_keyword}, at most 255 characters; null for SQL's NULL
 * @param url {@code referer_url}, at most 1500 characters; null where Matomo leaves the column as it is
 * @param keywordHidden the search engine hides its keyword: {@code keyword} is null and Matomo leaves the column as it is
 */
public record Referrer(
        int type,
        @Nullable String name,
        @Nullable String keyword,
        @Nullable String url,
        boolean keywordHidden) {
    /** Name and keyword of campaigns that are not to be recorded: {@code CampaignParameterValuesMasked}. */
    public static final String MASKED = "__discarded_by_policy__";

    public static final int DIRECT = 1;
    public static final int SEARCH_ENGINE = 2;
    public static final int WEBSITE = 3;
    public static final int CAMPAIGN = 6;
    public static final int SOCIAL_NETWORK = 7;
    public static final int AI_ASSISTANT = 8;

    /** A referrer read from a visit's row, or one without a hidden keyword. */
    public Referrer(int type, @Nullable String name, @Nullable String keyword, @Nullable String url) {
        this(type, name, keyword, url, false);
    }

    /** Whether type, name or keyword differ from another's; case, and NULL or empty, make no difference. */
    public boolean differsFrom(Referrer other) {
        return type != other.type || !same(name, other.name) || !same(keyword, other.keyword);
    }

    private static boolean same(@Nullable String a, @Nullable String b) {
        return lower(a).equals(lower(b));
    }

    private static String lower(@Nullable String text) {
        return Multibyte.lowerText(Objects.requireNonNullElse(text, ""));
    }
}
