/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.referrer;

import io.github.trackreplay.tracking.location.Countries;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The pattern of a search engine's host in which {@code {}} stands for the country: {@code www.google.co.uk} is {@code
 * google.{}}. The rules are those of Matomo's {@code UrlHelper::getLossyUrl}.
 */
final class CountryHosts {
    private static final String COUNTRY = countries();
    private static final Pattern SERVICE = Pattern.compile("^(w+[0-9]*|search)\\.");
    private static final Pattern MOBILE = Pattern.compile("(^|\\.)m\\.");
    private static final Pattern TOP_LEVEL =
            Pattern.compile("(\\.(com|org|net|co|it|edu))?\\.(" + COUNTRY + ")(/|$)", Pattern.UNIX_LINES);
    private static final Pattern SUBDOMAIN = Pattern.compile("(^|\\.)(" + COUNTRY + ")\\.");

    private CountryHosts() {}

    static String lossy(String host) {
        String bare = MOBILE.matcher(SERVICE.matcher(host).replaceFirst("")).replaceAll("$1");
        return SUBDOMAIN.matcher(TOP_LEVEL.matcher(bare).replaceAll(".{}$4")).replaceAll("$1{}.");
    }

    /** All codes by their first letter, so that the expression need not try one after another. */
    private static String countries() {
        TreeMap<Character, String> byLetter = new TreeMap<>();
        Countries.ALL_CODES.forEach(code -> byLetter.merge(code.charAt(0), code.substring(1), (a, b) -> a + '|' + b));
        return byLetter.entrySet().stream()
                .map(entry -> entry.getKey() + "(?:" + entry.getValue() + ')')
                .collect(Collectors.joining("|"));
    }
}
