/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

/**
 * What Matomo's tracker does since some release, and did not before. Every place that decides by release asks {@link
 * Settings#has} for one of these, so this list is complete: {@code docs/matomo-versions.md} is made of it.
 *
 * <p>Releases are those that the text of the rule was first found in, or the first after the date of its pull request. A rule
 * that also needs a table or a column says so; where that is missing, the rule does not apply whatever the release is.
 *
 * <p>Why so: {@code docs/decisions/0010-rules-by-release.md}.
 */
public enum Rule {
    CAMPAIGN_OF_REQUEST(
            5,
            0,
            "a request may name its campaign in its own parameters",
            "Referrers/Columns/Base::detectReferrerCampaignFromTrackerParams",
            Verified.COMPARED),
    LATER_REFERRER_URL(
            5,
            0,
            "a visit that began without a referrer gets the URL of a later one too",
            "Referrers/Columns/ReferrerUrl::onExistingVisit",
            Verified.COMPARED),
    DO_NOT_TRACK_ON_REQUEST(
            5,
            0,
            "a browser's wish not to be tracked is obeyed only where that is switched on",
            "PrivacyManager/Config::$properties",
            Verified.COMPARED),
    LAST_PROXY_ADDRESS(
            5,
            0,
            "of the addresses that proxies add the last one counts unless configured otherwise",
            "config/global.ini.php proxy_ip_read_last_in_list",
            Verified.COMPARED),
    CLICK_IDS(
            5,
            0,
            "twclid, wbraid and gbraid are cut off URLs",
            "config/global.ini.php url_query_parameter_to_exclude_from_url",
            Verified.COMPARED),
    PAGE_VIEWS_BEFORE(
            5,
            0,
            "a conversion says how many page views came before it; up to Matomo 4 the column keeps its default",
            "Goals/Columns/PageviewsBefore",
            Verified.COMPARED),
    NORMALISED_LANGUAGE(
            5,
            1,
            "the parameter lang is cleaned as the header is",
            "core/Tracker/Request::getBrowserLanguage",
            Verified.COMPARED),
    LATE_RESOLUTION(
            5,
            1,
            "an unknown screen resolution is filled in by a later request",
            "Resolution/Columns/Resolution::onExistingVisit",
            Verified.COMPARED),
    DECIMAL_COMMAS(5, 1, "a number with a decimal comma is one", "core/Common::getRequestVar", Verified.COMPARED),
    RANDOM_CONFIG_ID(
            5,
            3,
            "option randomizeConfigId: every request is a visit of its own with a random configuration and visitor id",
            "CoreHome/Tracker/VisitRequestProcessor::processRequestParams (PR 22952)",
            Verified.COMPARED),
    VISITOR_ID_IN_ALL_ROWS(
            5,
            4,
            "a visit's new visitor id goes into its actions, conversions and items",
            "core/Tracker/Visit::updateIdVisitorAcrossLogTables (PR 23249)",
            Verified.COMPARED),
    BEARER_TOKEN(
            5,
            4,
            "a token may come in the header Authorization; in a bulk call a wrong token voids only requests that need it",
            "core/Request/AuthenticationToken (PR 23335)",
            Verified.UPSTREAM_TEST),
    AI_ASSISTANTS(
            5,
            5,
            "AI assistants as referrers (type 8), looked for before campaigns, by referrer and by utm_source",
            "Referrers/Columns/Base::detectReferrerAIAssistant (PR 23482)",
            Verified.COMPARED),
    PRIVACY_BY_SITE(
            5,
            5,
            "privacy options of a site go before those for all sites",
            "PrivacyManager/Config::getFromOption (PR 23443)",
            Verified.COMPARED),
    USER_CHANGE_STARTS_VISIT(
            5,
            5,
            "another user id starts a new visit, whether or not it overwrites the visitor id",
            "CoreHome/Tracker/VisitRequestProcessor::isVisitNew (PR 23552)",
            Verified.COMPARED),
    USER_ID_DISABLED(
            5,
            6,
            "site setting user_id_disabled: user ids are ignored",
            "UserId/Settings/UserIdDisabled (PR 23660)",
            Verified.READ),
    AI_AGENTS(
            5,
            6,
            "a visit has the name of the AI agent that made it; another agent starts a new visit (needs"
                    + " log_visit.ai_agent_name)",
            "AIAgents/Columns/AIAgentName (PR 23617)",
            Verified.COMPARED),
    FAILURES_OF_PLAUSIBLE_REQUESTS(
            5,
            6,
            "a failure is noted only for a whole number as site, and for no token or one that looks like a token",
            "core/Tracker/RequestHandlerTrait::checkSiteExists, core/Tracker/Request::authenticateTrackingApi (PR 23743)",
            Verified.UPSTREAM_TEST),
    CNIL_POLICY(
            5,
            7,
            "the policy CNIL, for all sites or one: addresses shortened by two bytes or more, referrers at least to their"
                    + " host, order ids hashed, campaigns masked, user ids and third-party cookies ignored",
            "core/Policy/CnilPolicy, PrivacyManager/Settings, Ecommerce/Settings/OrderIdAnonymization (PR 23841)",
            Verified.COMPARED),
    BOT_REQUESTS(
            5,
            7,
            "recMode sends requests of AI chatbots to log_bot_request (needs that table)",
            "core/Tracker::trackRequest, BotTracking/Tracker/BotRequestProcessor",
            Verified.COMPARED),
    ALL_EXCLUDED_USER_AGENTS(
            5,
            7,
            "every regular expression among the excluded user agents is tried, not only the first",
            "core/Tracker/VisitExcluded::isUserAgentExcluded (PR 23987)",
            Verified.COMPARED),
    AI_CHATBOT(
            5,
            8,
            "the type of a chatbot's request is ai_chatbot, before it was ai_assistant",
            "BotTracking/BotDetector, update 5.8.0-b1",
            Verified.COMPARED),
    CONFLICTING_TOKENS(
            5,
            8,
            "a call that needs a token and has different ones in header, form and URL records nothing",
            "core/Request/AuthenticationToken::validateNoConflictingAuthParameters (PR 24073)",
            Verified.UPSTREAM_TEST),
    NOTEBOOK_LM(5, 9, "Google-NotebookLM is a chatbot", "BotTracking/BotDetector", Verified.COMPARED),
    MASKED_CAMPAIGNS(
            5,
            9,
            "site setting campaign_parameter_values_masked: names and keywords of campaigns are replaced",
            "PrivacyManager/Settings/CampaignParameterValuesMasked (PR 24416)",
            Verified.COMPARED),
    MONEY_LIMIT(
            5,
            12,
            "amounts of an order or item beyond 1e12 do not count",
            "core/Tracker/GoalManager::getRevenue, Ecommerce/Columns/BaseConversion (PR 24811, 24831)",
            Verified.COMPARED),
    GEMINI_NOTEBOOK(
            5,
            13,
            "Google-GeminiNotebook is recorded as Google-NotebookLM",
            "BotTracking/BotDetector (PR 24913)",
            Verified.COMPARED),
    PAGE_VIEW_TIME(
            6,
            0,
            "log_page_view_time has a row for each page view and site search with the time spent on it; record_accurate_page_view_time"
                    + " switches it off, also for one site (needs that table)",
            "Actions/Tracker/PageViewTimeWriter (PR 24788, update 6.0.0-b2)",
            Verified.UPSTREAM_TEST),
    ;

    private final int major;
    private final int minor;
    private final String what;
    private final String source;
    private final Verified verified;

    Rule(int major, int minor, String what, String source, Verified verified) {
        this.major = major;
        this.minor = minor;
        this.what = what;
        this.source = source;
        this.verified = verified;
    }

    /** How it was made sure that our rows are Matomo's. */
    public enum Verified {
        COMPARED("compared with a running tracker"),
        UPSTREAM_TEST("upstream's test"),
        READ("read");

        private final String words;

        Verified(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * Whether a release has it; one whose number cannot be read counts as the newest.
     *
     * @param version as option {@code version_core} has it, for instance {@code 5.2.0-b5}
     */
    public boolean isIn(String version) {
        return MatomoRelease.of(version)
                .map(release -> release.compareTo(new MatomoRelease(major, minor)) >= 0)
                .orElse(true);
    }

    /** The first release that has it, such as {@code 5.3}. */
    public String since() {
        return major + "." + minor;
    }

    /** What it says, without a full stop. */
    public String what() {
        return what;
    }

    /** Matomo's class and method, by its directory below {@code plugins} or {@code core}. */
    public String source() {
        return source;
    }

    /** Matomo's own tests of it whose values a test of ours reproduces; empty for none. */
    public String upstreamTests() {
        return switch (this) {
            case RANDOM_CONFIG_ID -> "PrivacyManager/tests/System/RandomizedConfigIdTest";
            case VISITOR_ID_IN_ALL_ROWS -> "tests/PHPUnit/Integration/Tracker/UserIdVisitorIdTest";
            case PRIVACY_BY_SITE, CNIL_POLICY -> "PrivacyManager/tests/Integration/PrivacyManagerConfigTest";
            case USER_CHANGE_STARTS_VISIT -> "CoreHome/tests/Integration/Tracker/VisitRequestProcessorTest";
            case ALL_EXCLUDED_USER_AGENTS -> "tests/PHPUnit/Integration/Tracker/VisitTest";
            case MASKED_CAMPAIGNS -> "Referrers/tests/Integration/CampaignConsentTest (without consent)";
            case BEARER_TOKEN, CONFLICTING_TOKENS -> "tests/PHPUnit/Unit/Request/AuthenticationToken";
            case AI_ASSISTANTS -> "Referrers/tests/Unit/AIAssistantTest";
            case AI_AGENTS ->
                "AIAgents/tests/Unit/Providers/ChatGPTTest, AIAgents/tests/Unit/Providers/NovaActTest,"
                        + " AIAgents/tests/Integration/ForceNewVisitTest";
            case FAILURES_OF_PLAUSIBLE_REQUESTS -> "tests/PHPUnit/Integration/Tracker/FailuresTest";
            case BOT_REQUESTS ->
                "BotTracking/tests/Integration/Tracker/BotRequestProcessorTest, BotTracking/tests/Integration/TrackerTest";
            case AI_CHATBOT, NOTEBOOK_LM, GEMINI_NOTEBOOK -> "BotTracking/tests/Unit/BotDetectorTest";
            case MONEY_LIMIT ->
                "tests/PHPUnit/Unit/Tracker/GoalManagerTest, Ecommerce/tests/Unit/Columns/BaseConversionTest";
            case PAGE_VIEW_TIME -> "Actions/tests/Integration/Tracker/PageViewTimeWriterTest";
            default -> "";
        };
    }

    /** How it was verified. */
    public Verified verified() {
        return verified;
    }
}
