/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import java.util.List;
import java.util.Random;

/** Somebody with a browser on one site, and how far the visit has come. */
final class Visitor {
    private static final List<String> LANGUAGES =
            List.of("de-DE,de;q=0.9,en;q=0.8", "en-US,en;q=0.9", "fr-FR,fr;q=0.9", "es", "pt-BR,pt;q=0.9,en;q=0.7");

    final int site;
    final String id;
    final String address;
    final String userAgent;
    final String language;
    final String resolution;
    int callsLeft;
    String page = "";
    String pageView = "";

    Visitor(int site, Random random) {
        this.site = site;
        this.id = String.format("%016x", random.nextLong());
        this.address = "198." + (18 + random.nextInt(2)) + "." + random.nextInt(256) + "." + random.nextInt(256);
        this.userAgent = UserAgents.usual(random);
        this.language = LANGUAGES.get(random.nextInt(LANGUAGES.size()));
        this.resolution = 360 + 40 * random.nextInt(40) + "x" + (640 + 40 * random.nextInt(20));
    }

    /** Begins a visit. */
    void arrive(Random random) {
        callsLeft = 1 + random.nextInt(12);
        page = "";
        pageView = "";
    }
}
