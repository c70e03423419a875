/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.location;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Country codes in lower case, and the guess of a country from a browser's language.
 *
 * <p>Source of the rules: Matomo's {@code core/Common::getCountry} and
 * {@code core/Common::extractCountryCodeFromBrowserLanguage}.
 */
public final class Countries {
    /** What Matomo stores for an unknown country or language. */
    public static final String UNKNOWN = "xx";

    /** Every code that may appear in a host name or a location database. */
    public static final Set<String> ALL_CODES = all();

    private static final Set<String> REAL = real();
    private static final Map<String, String> BY_LANGUAGE = WordList.read("language-countries.txt").stream()
            .map(entry -> entry.split("="))
            .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1]));
    private static final Pattern PLAIN_LANGUAGE = Pattern.compile("^([a-z]{2,3})(?:,|;|$)", Pattern.UNIX_LINES);
    private static final Pattern REGION = Pattern.compile("-([a-z]{2})");

    private Countries() {}

    private static Set<String> all() {
        Set<String> codes = new TreeSet<>(WordList.read("countries.txt"));
        codes.remove("=");
        return Set.copyOf(codes);
    }

    private static Set<String> real() {
        List<String> words = WordList.read("countries.txt");
        return Set.copyOf(words.subList(0, words.indexOf("=")));
    }

    /**
     * The country that a browser's language (as {@link BrowserLanguage#normalise} gives it) points to; {@value #UNKNOWN} where
     * it points to none.
     *
     * @param guess whether a language without a region stands for a country ({@code enable_language_to_country_guess})
     */
    public static String ofLanguage(String language, boolean guess) {
        if (language.length() < 2 || language.equals(UNKNOWN)) {
            return UNKNOWN;
        }
        if (guess) {
            Matcher plain = PLAIN_LANGUAGE.matcher(language);
            if (plain.find() && BY_LANGUAGE.containsKey(plain.group(1))) {
                return BY_LANGUAGE.get(plain.group(1));
            }
        }
        Matcher region = REGION.matcher(language);
        while (region.find()) {
            if (REAL.contains(region.group(1))) {
                return region.group(1);
            }
        }
        return UNKNOWN;
    }
}
