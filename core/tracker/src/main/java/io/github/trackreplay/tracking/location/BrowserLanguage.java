/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.location;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Html;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The languages that a browser asks for, as Matomo reads {@code Accept-Language}.
 *
 * <p>Source of the rules: Matomo's {@code UserLanguage/Columns/Language::onNewVisit} and
 * {@code core/Tracker/Request::getBrowserLanguage}.
 */
public final class BrowserLanguage {
    private static final Set<String> KNOWN = Set.copyOf(WordList.read("languages.txt"));
    private static final Pattern QUOTED_PAIR = Pattern.compile("\\\\[^\n]");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final String QUALITY = ";q=";
    private static final Pattern CHARSET = Pattern.compile("\\.[^\n]*");
    private static final Pattern CHROME = Pattern.compile("(^|,)chrome:[^\n]*");
    private static final Pattern SECUR_ID =
            Pattern.compile("(,)en-securid,|(?:^|,)en-securid(?:,|$)", Pattern.UNIX_LINES);
    private static final Pattern TAG = Pattern.compile("(?:^|,)([a-z]{2,3})(?:-[a-z]{4})?(-[a-z]{2})?");

    private BrowserLanguage() {}

    /**
     * The list of languages in lower case, without qualities, comments and spaces.
     *
     * @param parameter the request's {@code lang}, cleaned; empty for none
     * @param header {@code Accept-Language} as it came; counts where there is no parameter
     */
    public static String normalise(String parameter, String header) {
        String given = Ascii.isEmpty(parameter) ? Html.sanitize(ByteText.bytes(header)) : ByteText.bytes(parameter);
        if (Ascii.isEmpty(given)) {
            return "";
        }
        String list = Ascii.lower(given).replace('_', '-');
        if (list.indexOf('\\') >= 0) {
            list = QUOTED_PAIR.matcher(list).replaceAll("");
        }
        list = hasSpace(list) ? remove(SPACE, list) : list;
        list = list.indexOf('(') < 0 ? list : withoutComments(list);
        list = list.contains(QUALITY) ? withoutQualities(list) : list;
        list = list.indexOf('.') < 0 ? list : remove(CHARSET, list);
        list = list.contains("chrome:") ? CHROME.matcher(list).replaceFirst("") : list;
        list = list.contains("en-securid") ? withoutSecurId(list) : list;
        return ByteText.text(list.replace("sr-sp", "sr-rs"));
    }

    /** One of what the pattern {@code \s} matches. */
    private static boolean hasSpace(String list) {
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                return true;
            }
        }
        return false;
    }

    private static String withoutSecurId(String list) {
        Matcher securId = SECUR_ID.matcher(list);
        return securId.find() ? securId.replaceFirst(securId.group(1) == null ? "" : ",") : list;
    }

    /** Without what stands in parentheses; a loop, because a regex tries every opening one that is never closed up to the end. */
    private static String withoutComments(String list) {
        StringBuilder rest = new StringBuilder(list.length());
        int from = 0;
        for (int open = list.indexOf('('); open >= 0; open = list.indexOf('(', from)) {
            int close = list.indexOf(')', open);
            if (close < 0) {
                break;
            }
            rest.append(list, from, open);
            from = close + 1;
        }
        return rest.append(list, from, list.length()).toString();
    }

    /** Without what the pattern {@code ;q=[0-9.]+} matches: almost every browser sends some. */
    private static String withoutQualities(String list) {
        StringBuilder rest = new StringBuilder(list.length());
        int from = 0;
        for (int at = list.indexOf(QUALITY); at >= 0; at = list.indexOf(QUALITY, from)) {
            int number = at + QUALITY.length();
            int end = number;
            while (end < list.length() && isOfNumber(list.charAt(end))) {
                end++;
            }
            rest.append(list, from, end == number ? end : at);
            from = end;
        }
        return rest.append(list, from, list.length()).toString();
    }

    private static boolean isOfNumber(char c) {
        return (c >= '0' && c <= '9') || c == '.';
    }

    private static String remove(Pattern pattern, String list) {
        return pattern.matcher(list).replaceAll("");
    }

    /** The first known language with its region ({@code de}, {@code de-at}) for {@code location_browser_lang}. */
    public static String first(String normalised) {
        if (Ascii.isEmpty(normalised)) {
            return "";
        }
        Matcher tag = TAG.matcher(normalised);
        while (tag.find()) {
            if (KNOWN.contains(tag.group(1))) {
                return tag.group(2) == null ? tag.group(1) : tag.group(1) + tag.group(2);
            }
        }
        return Countries.UNKNOWN;
    }
}
