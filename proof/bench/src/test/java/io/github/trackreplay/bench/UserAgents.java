/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import java.util.List;
import java.util.Random;

/** User agents in the forms that browsers have, of a few systems each. Every release number is a text of its own. */
final class UserAgents {
    private static final String CHROME = "(KHTML, like Gecko) Chrome/";
    private static final List<String> DESKTOPS =
            List.of("Windows NT 10.0; Win64; x64", "X11; Linux x86_64", "Macintosh; Intel Mac OS X 10_15_7");
    private static final List<String> PHONES = List.of(
            "Linux; Android 14; Pixel 8",
            "Linux; Android 13; SM-A546B",
            "Linux; Android 12; M2101K6G",
            "Linux; Android 11; CPH2211",
            "Linux; Android 10; K");

    private UserAgents() {}

    /** One of some hundreds, as most visitors have. */
    static String usual(Random random) {
        return any(random, 90 + random.nextInt(30), random.nextInt(3));
    }

    /** One of millions: hardly any comes twice. */
    static String rare(Random random) {
        return any(random, 60 + random.nextInt(60), random.nextInt(100_000));
    }

    private static String any(Random random, int major, int build) {
        String desktop = DESKTOPS.get(random.nextInt(DESKTOPS.size()));
        String phone = PHONES.get(random.nextInt(PHONES.size()));
        String chrome = CHROME + major + ".0." + build + ".0";
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> "Mozilla/5.0 (" + desktop + ") AppleWebKit/537.36 " + chrome + " Safari/537.36";
            case 3, 4 -> "Mozilla/5.0 (" + phone + ") AppleWebKit/537.36 " + chrome + " Mobile Safari/537.36";
            case 5 ->
                "Mozilla/5.0 (" + desktop + ") AppleWebKit/537.36 " + chrome + " Safari/537.36 Edg/" + major + ".0."
                        + build + ".0";
            case 6 ->
                "Mozilla/5.0 (" + phone + ") AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/" + major % 10 + "."
                        + build + " Chrome/" + major + ".0.0.0 Mobile Safari/537.36";
            case 7, 8 ->
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_" + major % 7 + " like Mac OS X) AppleWebKit/605.1.15 "
                        + "(KHTML, like Gecko) Version/17." + major % 7 + "." + build
                        + " Mobile/15E148 Safari/604.1";
            default ->
                "Mozilla/5.0 (" + desktop + "; rv:" + major + "." + build + ") Gecko/20100101 Firefox/" + major + "."
                        + build;
        };
    }
}
