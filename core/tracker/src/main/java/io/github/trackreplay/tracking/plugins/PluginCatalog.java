/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins;

import io.github.trackreplay.tracking.plugins.KnownPlugin.Standing;
import io.github.trackreplay.tracking.plugins.bandwidth.Bandwidth;
import io.github.trackreplay.tracking.plugins.campaigns.MarketingCampaigns;
import io.github.trackreplay.tracking.plugins.provider.Provider;
import io.github.trackreplay.tracking.plugins.spam.TrackingSpamPrevention;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The plugins that are known by name: {@code docs/plugins.md} is made of this list. Any other is judged by its folder, its
 * columns and its tables.
 */
public final class PluginCatalog {
    private static final List<String> NONE = List.of();

    /** Part of Matomo in some release of 4 to 6: what takes part in tracking of these is followed by release. */
    private static final Set<String> STOCK = Set.copyOf(Arrays.asList(("API Actions AIAgents Annotations BotTracking"
                    + " BulkTracking Contents CoreAdminHome CoreConsole CoreHome CorePluginsAdmin CoreUpdater"
                    + " CoreVisualizations CoreVue CustomDimensions CustomJsTracker CustomPiwikJs DBStats Dashboard"
                    + " DevicePlugins DevicesDetection Diagnostics Ecommerce Events FeatureFlags Feedback GeoIp2 Goals"
                    + " Heartbeat ImageGraph Insights Installation Intl IntranetMeasurable JsTrackerInstallCheck"
                    + " LanguagesManager Live Login Marketplace MobileMessaging Monolog Morpheus MultiSites Overlay"
                    + " PagePerformance PrivacyManager ProfessionalServices Proxy Referrers Resolution RssWidget SEO"
                    + " ScheduledReports SegmentEditor SitesManager TestRunner Tour Transitions TwoFactorAuth UserCountry"
                    + " UserCountryMap UserId UserLanguage UsersManager VisitFrequency VisitTime VisitorInterest"
                    + " VisitsSummary WebsiteMeasurable Widgetize")
            .split(" ")));

    private static final List<KnownPlugin> ALL = Stream.of(
                    Stream.of(
                            new KnownPlugin(
                                    Bandwidth.NAME,
                                    Standing.IMITATED,
                                    5,
                                    List.of("log_link_visit_action." + Bandwidth.COLUMN),
                                    NONE,
                                    "the column bandwidth of actions, by the parameter bw_bytes",
                                    "releases 3.0 to 5.0; compared with 5.0.2"),
                            new KnownPlugin(
                                    "CustomVariables",
                                    Standing.IMITATED,
                                    5,
                                    NONE,
                                    NONE,
                                    "the columns custom_var_k1 and so on of visits, actions and conversions",
                                    "releases 4.0 to 5.0; compared with 5.0.2"),
                            new KnownPlugin(
                                    MarketingCampaigns.NAME,
                                    Standing.IMITATED,
                                    5,
                                    Stream.of("log_visit.", "log_conversion.")
                                            .flatMap(table -> MarketingCampaigns.COLUMNS.stream()
                                                    .map(table::concat))
                                            .toList(),
                                    NONE,
                                    "eight columns campaign_… of visits and conversions, the referrer of new visits, new"
                                            + " visits when a campaign changes, parameters left out of URLs",
                                    "releases 4.0 to 5.2.2, each by its own rules; compared with 5.0.2")),
                    Stream.of(new KnownPlugin(
                            Provider.NAME,
                            Standing.IMITATED,
                            5,
                            List.of("log_visit." + Provider.COLUMN),
                            NONE,
                            "the column location_provider of new visits, as a GeoIP database names the network, or by"
                                    + " looking up the address's name (providerLookups; off in an import)",
                            "releases 4.0 to 5.0; read. The name is the one that the address has when it is replayed")),
                    Stream.of(new KnownPlugin(
                            TrackingSpamPrevention.NAME,
                            Standing.IMITATED,
                            6,
                            NONE,
                            NONE,
                            "leaves out headless browsers, clouds by their addresses or by what a GeoIP database calls"
                                    + " them, countries, libraries, and the actions of a visit beyond a number",
                            "releases 4.0 to 5.0, and as a part of Matomo 6; read. The address of a visit with too many actions is"
                                    + " banned in the plugin's own option, and left out within five minutes, until Matomo's daily"
                                    + " task; old logs (of a day that has passed) ban nobody, and no mail is sent")),
                    notImitated(),
                    rare(),
                    noPart())
            .flatMap(plugins -> plugins)
            .toList();

    private PluginCatalog() {}

    private static Stream<KnownPlugin> notImitated() {
        return Stream.of(
                missing(
                        "AbTesting",
                        NONE,
                        "tables log_abtesting…, by events of its own",
                        "sold; its source is not public"),
                missing(
                        "AdvertisingConversionExport",
                        NONE,
                        "click ids of visits and conversions",
                        "sold; its source is not public"),
                missing(
                        "BotTracker",
                        NONE,
                        "counts and leaves out bots by a list of its own, in tables of its own",
                        "free; its list is edited in Matomo, and what it counts are rows of no visit"),
                missing("CrashAnalytics", List.of("cra"), "tables log_crash…", "sold; its source is not public"),
                missing("FormAnalytics", List.of("fa_vid"), "tables log_form…", "sold; its source is not public"),
                missing(
                        "HeatmapSessionRecording",
                        List.of("hsr_vid"),
                        "tables log_hsr…",
                        "sold; what it stores is compressed pages, not rows of a visit"),
                missing("MediaAnalytics", List.of("ma_id"), "tables log_media…", "sold; its source is not public"),
                missing(
                        "ReferrersManager",
                        NONE,
                        "other search engines and social networks",
                        "free; changes lists that we read from Matomo's files and options, in an option of its own"));
    }

    /** Free ones of the marketplace that take part, and that few sites have: not worth a room each before somebody asks. */
    private static Stream<KnownPlugin> rare() {
        String why = "free; few sites have it";
        return Stream.of(
                missing("CampusGeoIP", NONE, "places of addresses by a list of its own", why),
                ofColumns(
                        "DeviceFeatureWebGL",
                        "the column config_webgl of new visits, by the parameter webgl",
                        why,
                        "log_visit.config_webgl"),
                ofColumns(
                        "DeviceNetworkInformation",
                        "the columns config_device_nwtype and config_device_nwefftype of new visits and conversions, by the"
                                + " parameters nwtype and nwefftype",
                        why,
                        "log_visit.config_device_nwtype",
                        "log_visit.config_device_nwefftype",
                        "log_conversion.config_device_nwtype",
                        "log_conversion.config_device_nwefftype"),
                ofColumns(
                        "DevicePixelRatio",
                        "the column device_pixel_ratio of new visits, by the parameter devicePixelRatio",
                        why,
                        "log_visit.device_pixel_ratio"),
                missing(
                        "DisableTracking",
                        NONE,
                        "leaves out sites by a table of its own",
                        why + "; sites of the sink does it"),
                missing(
                        "EnvironmentVariables",
                        NONE,
                        "settings from variables MATOMO_…, which are not read here: salt, tables_prefix and what the"
                                + " section Tracker sets must stand in config.ini.php too",
                        "free; whoever has done that allows it"),
                missing("ExcludeByDDNS", NONE, "leaves out addresses that have a name by dynamic DNS", why),
                missing(
                        "ExcludeCountries",
                        NONE,
                        "leaves out countries",
                        "free; TrackingSpamPrevention, which is imitated, does the same"),
                missing(
                        "IP2Location",
                        NONE,
                        "places of visitors by a database or a service of its own",
                        "free; its database has a form of its own: Matomo reads GeoIP2 and DB-IP by itself, and so do we"),
                missing("ProtectTrackID", NONE, "site numbers that are written as a hash (idsite)", why),
                missing("RerIntranetSubnetwork", NONE, "a column of visits with the network of the intranet", why));
    }

    private static KnownPlugin ofColumns(String name, String adds, String why, String... columns) {
        return new KnownPlugin(name, Standing.NOT_IMITATED, 0, List.of(columns), NONE, adds, why);
    }

    private static KnownPlugin missing(String name, List<String> marks, String adds, String why) {
        return new KnownPlugin(name, Standing.NOT_IMITATED, 0, NONE, marks, adds, why);
    }

    private static Stream<KnownPlugin> noPart() {
        String reports = "reports, pages or administration only";
        return Stream.concat(
                Stream.of("ActivityLog AdminNotification AnonymousPiwikUsageMeasurement ClassicCounter"
                                + " Cohorts CustomAlerts CustomOptOut CustomReports CustomTranslations"
                                + " CustomiseTranslations DevelopmentToogle DiagnosticsExtended FlagCounter"
                                + " ForceSSL Funnels GoogleAnalyticsImporter GroupPermissions HidePasswordReset"
                                + " IP2Proxy IPReports IPtoCompany InvalidateReports JsTrackerCustom"
                                + " JsTrackerForceAsync KPIWidgets LanguageToogle LiveTab LogViewer LoginLdap"
                                + " LoginOIDC LoginSaml LoginTokenAuth Migration MobileAppMeasurable"
                                + " MultiChannelConversionAttribution PasswordPolicyEnforcer PasswordVerifier"
                                + " PerformanceAudit ProfileAvatar QuickExcludeVisitorIP RestrictLanguageSelection"
                                + " RollUpReporting SEOWebVitals SearchEngineKeywordsPerformance SecurityInfo"
                                + " Signup SiteMigration TagManager TasksTimetable TrackerDomain"
                                + " TrackingCodeCustomizer TreemapVisualization UserConsole UsersFlow"
                                + " VisitorGenerator WhiteLabel")
                        .flatMap(names -> Stream.of(names.split(" ")))
                        .map(name -> idle(name, reports)),
                Stream.of(
                        idle("AjaxOptOut", "sets Matomo's own opt-out cookie, which is obeyed where it is logged"),
                        idle("DeviceDetectorCache", "the same device, found sooner"),
                        idle(
                                "QueuedTracking",
                                "the same rows, later: what is replayed is written at once and does not pass its queue; what"
                                        + " Matomo put into the queue itself stays Matomo's"),
                        idle(
                                "ShortcodeTracker",
                                "its redirects are requests to the tracker like others, sent by Matomo's own server: logged"
                                        + " there, they are replayed")));
    }

    private static KnownPlugin idle(String name, String why) {
        return new KnownPlugin(name, Standing.NO_PART, 0, NONE, NONE, "", why);
    }

    /** All, by standing and name. */
    public static List<KnownPlugin> all() {
        return ALL;
    }

    /** One by its name. */
    public static Optional<KnownPlugin> find(String name) {
        return ALL.stream().filter(plugin -> plugin.name().equals(name)).findFirst();
    }

    /** Whether a plugin is part of Matomo itself. */
    public static boolean isStock(String name) {
        return STOCK.contains(name) || name.startsWith("Example");
    }
}
