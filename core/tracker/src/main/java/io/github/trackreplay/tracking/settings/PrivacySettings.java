/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import io.github.trackreplay.php.Numbers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Matomo's privacy options: rows {@code PrivacyManager.*} of {@code option}, those of a site ({@code
 * PrivacyManager.idSite(3).*}) before those for all, and what the policy CNIL demands beside them.
 *
 * <p>Source of the rules: Matomo's {@code PrivacyManager/Config::getFromOption}, {@code PrivacyManager/Settings/*}, {@code
 * Ecommerce/Settings/OrderIdAnonymization}, {@code UserId/Settings/UserIdDisabled}, {@code core/Tracker/Config/ThirdPartyCookies}.
 *
 * @param addresses what becomes of addresses
 * @param ids what becomes of what visitors could be known by
 * @param anonymizeReferrer {@code ""}, {@code exclude_query}, {@code exclude_path} or {@code exclude_all}
 * @param maskCampaigns whether names and keywords of campaigns are replaced
 * @param honourDoNotTrack whether a browser's wish not to be tracked is obeyed
 */
public record PrivacySettings(
        Addresses addresses, Ids ids, String anonymizeReferrer, boolean maskCampaigns, boolean honourDoNotTrack) {
    /** Site setting: user ids are ignored. */
    public static final String USER_ID_DISABLED = "user_id_disabled";

    /** Site setting: campaigns are masked. */
    public static final String CAMPAIGNS_MASKED = "campaign_parameter_values_masked";

    /** Site setting and setting for all sites: the policy CNIL is in force. */
    public static final String CNIL = "cnil_v1_policy_enabled";

    private static final String PREFIX = "PrivacyManager.";
    private static final String SITE = PREFIX + "idSite(";
    private static final String ORDER_IDS = "anonymizeOrderId";
    private static final int CNIL_MASK = 2;

    /** From the least to the most strict. */
    private static final List<String> REFERRER = List.of("", "exclude_query", "exclude_path", "exclude_all");

    private static final List<String> OF_SITES = List.of(
            "ipAnonymizerEnabled",
            "ipAddressMaskLength",
            "useAnonymizedIpForVisitEnrichment",
            "doNotTrackEnabled",
            "anonymizeUserId",
            ORDER_IDS,
            "anonymizeReferrer",
            "randomizeConfigId");

    /**
     * What becomes of addresses.
     *
     * @param anonymizeIp whether they are shortened
     * @param ipMaskLength how many bytes of an IPv4 address go: 1 to 4
     * @param useAnonymizedIpForEnrichment whether location and fingerprint see the shortened address too
     */
    public record Addresses(boolean anonymizeIp, int ipMaskLength, boolean useAnonymizedIpForEnrichment) {
        private static Addresses of(Map<String, String> options) {
            String mask = options.get(PREFIX + "ipAddressMaskLength");
            return new Addresses(
                    flag(options, "ipAnonymizerEnabled", true),
                    mask == null ? CNIL_MASK : (int) Numbers.toLong(mask),
                    flag(options, "useAnonymizedIpForVisitEnrichment", false));
        }

        private Addresses underCnil() {
            return new Addresses(true, Math.max(ipMaskLength, CNIL_MASK), useAnonymizedIpForEnrichment);
        }
    }

    /**
     * What becomes of what visitors could be known by.
     *
     * @param anonymizeUserId whether user ids are hashed
     * @param ignoreUserIds whether user ids count for nothing
     * @param anonymizeOrderId whether order ids are hashed
     * @param randomizeConfigId whether nobody is known again, so that every request is a visit of its own
     * @param forceCookieless whether visitor ids of cookies are ignored; the same for all sites
     * @param noThirdPartyCookies whether third-party cookies count for nothing, whatever the tracker option says
     */
    public record Ids(
            boolean anonymizeUserId,
            boolean ignoreUserIds,
            boolean anonymizeOrderId,
            boolean randomizeConfigId,
            boolean forceCookieless,
            boolean noThirdPartyCookies) {
        private static Ids of(Map<String, String> options, Set<String> on, Rules rules) {
            return new Ids(
                    flag(options, "anonymizeUserId", false),
                    rules.has(Rule.USER_ID_DISABLED) && on.contains(USER_ID_DISABLED),
                    flag(options, ORDER_IDS, false),
                    rules.has(Rule.RANDOM_CONFIG_ID) && flag(options, "randomizeConfigId", false),
                    flag(options, "forceCookielessTracking", false),
                    false);
        }

        private Ids underCnil() {
            return new Ids(anonymizeUserId, true, true, randomizeConfigId, forceCookieless, true);
        }
    }

    /** Matomo's defaults. */
    public static PrivacySettings defaults() {
        return of(Map.of(), false, rule -> true);
    }

    /** Which rules there are. */
    public interface Rules {
        boolean has(Rule rule);
    }

    /**
     * For all sites, from all rows of its column, by name.
     *
     * @param policy whether the policy CNIL is in force for all sites
     */
    public static PrivacySettings of(Map<String, String> options, boolean policy, Rules rules) {
        PrivacySettings read = read(options, Set.of(), rules);
        return policy && rules.has(Rule.CNIL_POLICY) ? read.underCnil() : read;
    }

    /**
     * For one site.
     *
     * @param on names of the site's own settings that are on
     * @param policy whether the policy CNIL is in force for all sites
     */
    public static PrivacySettings ofSite(
            int idSite, Map<String, String> options, Set<String> on, boolean policy, Rules rules) {
        Map<String, String> own = new HashMap<>(options);
        if (rules.has(Rule.PRIVACY_BY_SITE)) {
            for (String name : OF_SITES) {
                String value = options.get(SITE + idSite + ")." + name);
                if (value != null) {
                    own.put(PREFIX + name, value);
                }
            }
        }
        if (rules.has(Rule.CNIL_POLICY) && flag(options, ORDER_IDS, false)) {
            own.put(PREFIX + ORDER_IDS, "1"); // of the two settings the stricter one
        }
        PrivacySettings read = read(own, on, rules);
        return rules.has(Rule.CNIL_POLICY) && (policy || on.contains(CNIL)) ? read.underCnil() : read;
    }

    /** Whether an option is one site's own. */
    static boolean isOfSite(String option) {
        return option.startsWith(SITE);
    }

    private static PrivacySettings read(Map<String, String> options, Set<String> on, Rules rules) {
        return new PrivacySettings(
                Addresses.of(options),
                Ids.of(options, on, rules),
                options.getOrDefault(PREFIX + "anonymizeReferrer", ""),
                rules.has(Rule.MASKED_CAMPAIGNS) && on.contains(CAMPAIGNS_MASKED),
                flag(options, "doNotTrackEnabled", !rules.has(Rule.DO_NOT_TRACK_ON_REQUEST)));
    }

    private PrivacySettings underCnil() {
        int least = REFERRER.indexOf("exclude_path");
        return new PrivacySettings(
                addresses.underCnil(),
                ids.underCnil(),
                REFERRER.get(Math.max(least, REFERRER.indexOf(anonymizeReferrer))),
                true,
                honourDoNotTrack);
    }

    private static boolean flag(Map<String, String> options, String name, boolean otherwise) {
        String value = options.get(PREFIX + name);
        return value == null ? otherwise : !value.isEmpty() && !value.equals("0");
    }
}
