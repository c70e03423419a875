/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import io.github.trackreplay.device.definition.LibraryRelease;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * User agents that browsers have frozen (`Android 10; K`, `X11; Linux x86_64`): the model and the system's version are in the
 * client hints only. They are put back, so that the regexes of models find them.
 */
final class FrozenUserAgent {
    private static final Pattern ANDROID_10_K =
            Pattern.compile("Android 10[.\\d]*; K(?: Build/|[;)])", Pattern.CASE_INSENSITIVE);
    private static final Pattern ANDROID_15 = android("1[1-5]", "10[.\\d]*");
    private static final Pattern ANDROID_16 = android("1[0-6]", "1[0-6][.\\d]*");
    private static final Pattern ANDROID_17 = android("1[0-7]", "1[0-7][.\\d]*");

    /** Characters that a user agent may grow to, beside what it has: who sends it chooses the model and its places. */
    private static final int LONGEST = 1 << 16;

    private FrozenUserAgent() {}

    private static Pattern android(String bare, String withModel) {
        return Pattern.compile(
                "Android (?:" + withModel + "; K(?: Build/|[;)])|" + bare + "\\)) AppleWebKit",
                Pattern.CASE_INSENSITIVE);
    }

    /** Whether the user agent has the place where a frozen one has no model. */
    static boolean isAndroid(UserAgent agent) {
        LibraryRelease release = agent.rules.release;
        String text = agent.text;
        if (!release.atLeast(6, 4, 2))
            return text.contains("K") && ANDROID_10_K.matcher(text).find();
        Pattern pattern = release.atLeast(6, 5, 2) ? ANDROID_17 : release.atLeast(6, 5, 0) ? ANDROID_16 : ANDROID_15;
        if (!pattern.matcher(text).find()) return false;
        return !release.atLeast(6, 5, 0) || !containsIgnoringCase(text, "Telegram-Android/");
    }

    private static boolean containsIgnoringCase(String text, String part) {
        for (int i = 0; i + part.length() <= text.length(); i++) {
            if (text.regionMatches(true, i, part, 0, part.length())) return true;
        }
        return false;
    }

    /** Whether the user agent is one that tells no device, so that none is looked for without a hint. */
    static boolean saysNothing(UserAgent agent) {
        return agent.hasFrozenDesktop() || (agent.rules.release.atLeast(6, 4, 1) && isAndroid(agent));
    }

    /** The user agent with the model of the client hints in its place; the same object when there is nothing to put back. */
    static UserAgent restored(UserAgent agent) {
        String model = agent.hints.model();
        if (model.isEmpty()) return agent;
        UserAgent restored = agent;
        if (agent.rules.release.atLeast(6, 1, 4) && isAndroid(agent)) {
            String version = agent.hints.platformVersion();
            String place = "Android " + (version.isEmpty() ? "10" : version) + "; " + model;
            restored = replaced(restored, androidPlace(agent.rules.release), place);
        }
        if (agent.rules.release.atLeast(6, 4, 1) && restored.hasFrozenDesktop()) {
            restored = replaced(restored, "X11; Linux x86_64", "X11; Linux x86_64; " + model);
            if (agent.rules.release.atLeast(6, 5, 2)) {
                restored = replaced(restored, "Windows NT 10\\.0; Win64; x64", "Windows NT 10.0; Win64; x64; " + model);
            }
        }
        return restored;
    }

    private static String androidPlace(LibraryRelease release) {
        if (!release.atLeast(6, 4, 2)) return "Android 10[.\\d]*; K";
        return "Android (?:10[.\\d]*; K|1[1-" + (release.atLeast(6, 5, 2) ? "7" : "5") + "])";
    }

    private static UserAgent replaced(UserAgent agent, String place, String replacement) {
        Matcher matcher = Pattern.compile(place).matcher(agent.text);
        if (!matcher.find()) return agent;
        int longest = LONGEST + 4 * agent.text.length();
        StringBuilder out = new StringBuilder();
        do {
            matcher.appendReplacement(out, Matcher.quoteReplacement(expanded(replacement, matcher.group())));
            // PHP would end at its memory limit.
            if (out.length() > longest) return agent;
        } while (matcher.find());
        matcher.appendTail(out);
        return new UserAgent(agent.rules, out.toString(), agent.hints);
    }

    /** PHP reads `$0`, `\0` and the like in a replacement: of groups there is only the whole match. */
    private static String expanded(String replacement, String whole) {
        if (replacement.indexOf('$') < 0 && replacement.indexOf('\\') < 0) return replacement;
        Matcher reference = REFERENCE.matcher(replacement);
        return reference.replaceAll(found -> {
            String digits = found.group(1) != null ? found.group(1) : found.group(2);
            return Matcher.quoteReplacement(Integer.parseInt(digits) == 0 ? whole : "");
        });
    }

    private static final Pattern REFERENCE = Pattern.compile("[$\\\\](\\d{1,2})|\\$\\{(\\d{1,2})\\}");
}
