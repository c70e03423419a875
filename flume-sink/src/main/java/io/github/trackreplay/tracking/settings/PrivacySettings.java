/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import java.util.Map;

/**
 * Matomo's privacy options: rows {@code PrivacyManager.*} of {@code option}.
 *
 * @param anonymizeIp whether addresses are shortened
 * @param ipMaskLength how many bytes of an IPv4 address go: 1 to 4
 * @param useAnonymizedIpForEnrichment whether location and fingerprint see the shortened address too
 * @param honourDoNotTrack whether a browser's wish not to be tracked is obeyed
 * @param forceCookieless whether visitor ids of cookies are ignored
 * @param anonymizeUserId whether user ids are hashed
 * @param anonymizeOrderId whether order ids are hashed
 * @param anonymizeReferrer {@code ""}, {@code exclude_query}, {@code exclude_path} or {@code exclude_all}
 */
public record PrivacySettings(
        boolean anonymizeIp,
        int ipMaskLength,
        boolean useAnonymizedIpForEnrichment,
        boolean honourDoNotTrack,
        boolean forceCookieless,
        boolean anonymizeUserId,
        boolean anonymizeOrderId,
        String anonymizeReferrer) {
    private static final String PREFIX = "PrivacyManager.";

    /** Matomo's defaults. */
    public static PrivacySettings defaults() {
        return of(Map.of(), false);
    }

    /**
     * From all rows of its column, by name.
     *
     * @param obeying whether a wish not to be tracked is obeyed without a row that says so: up to Matomo 4
     */
    public static PrivacySettings of(Map<String, String> options, boolean obeying) {
        return new PrivacySettings(
                flag(options, "ipAnonymizerEnabled", true),
                number(options.get(PREFIX + "ipAddressMaskLength"), 2),
                flag(options, "useAnonymizedIpForVisitEnrichment", false),
                flag(options, "doNotTrackEnabled", obeying),
                flag(options, "forceCookielessTracking", false),
                flag(options, "anonymizeUserId", false),
                flag(options, "anonymizeOrderId", false),
                options.getOrDefault(PREFIX + "anonymizeReferrer", ""));
    }

    private static boolean flag(Map<String, String> options, String name, boolean otherwise) {
        String value = options.get(PREFIX + name);
        return value == null ? otherwise : !value.isEmpty() && !value.equals("0");
    }

    private static int number(String value, int otherwise) {
        try {
            return value == null ? otherwise : Integer.parseInt(value.trim());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
