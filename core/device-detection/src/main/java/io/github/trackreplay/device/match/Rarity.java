/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges how seldom a text occurs in user agents: the rarer the literal, the fewer regexes are tried in vain. */
final class Rarity {
    private static final String USUAL = """
            mozilla/5.0 (windows nt 10.0; win64; x64; rv:109.0) applewebkit/537.36 (khtml, like gecko) chrome/120.0.0.0 safari/537.36 edg/120.0
            mozilla/5.0 (linux; u; android 13; sm-a515f build/tp1a.220624.014; wv) version/4.0 chrome/119.0.6045.163 mobile safari/537.36
            mozilla/5.0 (iphone; cpu iphone os 17_1 like mac os x) applewebkit/605.1.15 (khtml, like gecko) version/17.1 mobile/15e148 safari/604.1
            mozilla/5.0 (macintosh; intel mac os x 10_15_7) mozilla/5.0 (x11; ubuntu; linux x86_64; rv:121.0) gecko/20100101 firefox/121.0
            mozilla/4.0 (compatible; msie 7.0; windows nt 6.1; trident/7.0) opera/9.80 dalvik/2.1.0 (linux; u; android 9; en-us) samsung browser
            """;

    private Rarity() {}

    /** The set that is expected to occur more seldom; null is no set. */
    static @Nullable List<String> better(@Nullable List<String> a, @Nullable List<String> b) {
        return score(b) > score(a) ? b : a;
    }

    /** A set is as good as its most common member, a little less for each further one. */
    static double score(@Nullable List<String> texts) {
        if (texts == null || texts.isEmpty()) return -1;
        double worst = 100;
        for (String text : texts) worst = Math.min(worst, score(text));
        return worst <= 0 ? -1 : worst - 0.01 * Math.min(texts.size(), 50);
    }

    private static double score(String text) {
        if (text.isEmpty()) return 0;
        return USUAL.contains(text) ? 0.1 * Math.min(text.length(), 10) : Math.min(text.length(), 8);
    }

    /** Whether a piece of text is so usual that it must not be the key of an index when there is another. */
    static boolean isUsual(String text) {
        return USUAL.contains(text);
    }
}
