/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The section {@code [Tracker]} of {@code config.ini.php}, for all sites or with one site's {@code [Tracker_<id>]} over it.
 * Options that are not set have Matomo's defaults; {@code record_statistics}, {@code debug} and cookies that only an answer
 * would set have no meaning for a replay.
 */
public record TrackerSettings(
        Visitors visitors,
        Visits visits,
        Campaigns campaigns,
        Location location,
        Authentication authentication,
        Requests requests) {
    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("enable_userid_overwrites_visitorid", "1"),
            Map.entry("enable_fingerprinting_across_websites", "0"),
            Map.entry("use_third_party_id_cookie", "0"),
            Map.entry("trust_visitors_cookies", "0"),
            Map.entry("cookie_name", "_pk_uid"),
            Map.entry("ignore_visits_cookie_name", "matomo_ignore"),
            Map.entry("visit_standard_length", "1800"),
            Map.entry("window_look_back_for_visitor", "0"),
            Map.entry("default_time_one_page_visit", "0"),
            Map.entry(
                    "url_query_parameter_to_exclude_from_url",
                    "gclid,fbclid,msclkid,twclid,wbraid,gbraid,yclid,fb_xd_fragment,fb_comment_id,phpsessid,jsessionid,"
                            + "sessionid,aspsessionid,doing_wp_cron,sid,pk_vid"),
            Map.entry("enable_default_location_provider", "1"),
            Map.entry("enable_language_to_country_guess", "1"),
            Map.entry(
                    "campaign_var_name",
                    "pk_cpn,pk_campaign,piwik_campaign,mtm_campaign,matomo_campaign,utm_campaign,utm_source,utm_medium"),
            Map.entry(
                    "campaign_keyword_var_name", "pk_kwd,pk_keyword,piwik_kwd,mtm_kwd,mtm_keyword,matomo_kwd,utm_term"),
            Map.entry("create_new_visit_when_campaign_changes", "1"),
            Map.entry("create_new_visit_when_website_referrer_changes", "0"),
            Map.entry("create_new_visit_after_midnight", "1"),
            Map.entry("create_new_visit_after_x_actions", "10000"),
            Map.entry("page_maximum_length", "1024"),
            Map.entry("bulk_requests_require_authentication", "0"),
            Map.entry("tracking_requests_require_authentication", "1"),
            Map.entry("tracking_requests_require_authentication_when_custom_timestamp_newer_than", "86400"),
            Map.entry("enable_spam_filter", "1"),
            Map.entry("exclude_requests", ""),
            Map.entry("record_accurate_page_view_time", "1"));

    /** By what visitors are known again. */
    public record Visitors(
            boolean userIdOverwritesVisitorId,
            boolean fingerprintingAcrossWebsites,
            boolean useThirdPartyIdCookie,
            boolean trustVisitorsCookies,
            String cookieName,
            String ignoreVisitsCookieName) {
        private static Visitors of(Map<String, String> all) {
            return new Visitors(
                    flag(all, "enable_userid_overwrites_visitorid"),
                    flag(all, "enable_fingerprinting_across_websites"),
                    flag(all, "use_third_party_id_cookie"),
                    flag(all, "trust_visitors_cookies"),
                    text(all, "cookie_name"),
                    text(all, "ignore_visits_cookie_name"));
        }
    }

    /** How long visits are, in seconds, and what begins a new one. */
    public record Visits(
            int visitStandardLength,
            int windowLookBackForVisitor,
            int defaultTimeOnePageVisit,
            boolean newVisitWhenCampaignChanges,
            boolean newVisitWhenWebsiteReferrerChanges,
            boolean newVisitAfterMidnight,
            int newVisitAfterActions) {
        private static Visits of(Map<String, String> all) {
            return new Visits(
                    number(all, "visit_standard_length"),
                    number(all, "window_look_back_for_visitor"),
                    number(all, "default_time_one_page_visit"),
                    number(all, "create_new_visit_when_campaign_changes") == 1,
                    number(all, "create_new_visit_when_website_referrer_changes") == 1,
                    flag(all, "create_new_visit_after_midnight"),
                    number(all, "create_new_visit_after_x_actions"));
        }
    }

    /** URL parameters of campaigns. */
    public record Campaigns(List<String> nameParameters, List<String> keywordParameters) {
        public Campaigns {
            nameParameters = List.copyOf(nameParameters);
            keywordParameters = List.copyOf(keywordParameters);
        }

        private static Campaigns of(Map<String, String> all) {
            return new Campaigns(list(all, "campaign_var_name"), list(all, "campaign_keyword_var_name"));
        }
    }

    /** Where visitors are, without a database of locations. */
    public record Location(boolean defaultLocationProvider, boolean languageToCountryGuess) {
        private static Location of(Map<String, String> all) {
            return new Location(
                    flag(all, "enable_default_location_provider"), flag(all, "enable_language_to_country_guess"));
        }
    }

    /** Which requests need a token; the age in seconds. */
    public record Authentication(
            boolean bulkRequestsRequireAuthentication,
            boolean requestsRequireAuthentication,
            int customTimestampAuthenticationAge) {
        private static Authentication of(Map<String, String> all) {
            return new Authentication(
                    flag(all, "bulk_requests_require_authentication"),
                    flag(all, "tracking_requests_require_authentication"),
                    number(all, "tracking_requests_require_authentication_when_custom_timestamp_newer_than"));
        }
    }

    /** What of a request is recorded, and which are not. */
    public record Requests(
            List<String> urlQueryParametersToExclude,
            int pageMaximumLength,
            boolean spamFilter,
            String excludeRequests,
            boolean recordPageViewTime) {
        public Requests {
            urlQueryParametersToExclude = List.copyOf(urlQueryParametersToExclude);
        }

        private static Requests of(Map<String, String> all) {
            return new Requests(
                    list(all, "url_query_parameter_to_exclude_from_url"),
                    number(all, "page_maximum_length"),
                    flag(all, "enable_spam_filter"),
                    text(all, "exclude_requests"),
                    number(all, "record_accurate_page_view_time") != 0);
        }
    }

    /** Matomo's defaults. */
    public static TrackerSettings defaults() {
        return of(Map.of());
    }

    /** From the options of a section as they stand in the file; unknown ones are ignored, numbers read as PHP would. */
    public static TrackerSettings of(Map<String, String> section) {
        Map<String, String> all = new LinkedHashMap<>(DEFAULTS);
        all.putAll(section);
        return new TrackerSettings(
                Visitors.of(all),
                Visits.of(all),
                Campaigns.of(all),
                Location.of(all),
                Authentication.of(all),
                Requests.of(all));
    }

    /** Every setting has a default. */
    private static String text(Map<String, String> all, String name) {
        return Objects.requireNonNull(all.get(name), name);
    }

    private static boolean flag(Map<String, String> all, String name) {
        String value = text(all, name).trim();
        return !value.isEmpty()
                && !value.equals("0")
                && !value.equalsIgnoreCase("false")
                && !value.equalsIgnoreCase("off");
    }

    private static int number(Map<String, String> all, String name) {
        String digits = text(all, name).trim();
        int end = digits.startsWith("-") ? 1 : 0;
        while (end < digits.length() && Character.isDigit(digits.charAt(end)) && end < 10) {
            end++;
        }
        String head = digits.substring(0, end);
        return head.isEmpty() || head.equals("-") ? (flag(all, name) ? 1 : 0) : (int) Long.parseLong(head);
    }

    private static List<String> list(Map<String, String> all, String name) {
        return Stream.of(text(all, name).split(",", -1)).map(String::trim).toList();
    }
}
