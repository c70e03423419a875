/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.quickstart;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Invents visitors of a demo shop and gives the lines that its web server would log (format {@code combined}): mostly page
 * views, and plain files between them that are no tracking requests. The same seed gives the same visitors. Every visitor
 * has an address and an id of its own, every page view too, so what must arrive is known. Not thread-safe.
 */
public final class DemoTraffic {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String SITE = "https://shop.example";
    private static final int MOST_PAGES = 9;
    private static final int AT_ONCE = 12;
    private static final List<Page> PAGES = List.of(
            new Page("/", "Shop"),
            new Page("/bicycles", "Bicycles"),
            new Page("/bicycles/city", "City bicycles"),
            new Page("/bicycles/touring", "Touring bicycles"),
            new Page("/lights", "Lights"),
            new Page("/helmets", "Helmets"),
            new Page("/service", "Repair service"),
            new Page("/über-uns", "Über uns"));
    private static final List<String> REFERRERS =
            List.of("", "", "https://www.google.com/", "https://news.example/spring", "https://www.facebook.com/");
    private static final List<String> USER_AGENTS = List.of(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36",
            "Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
                    + "Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile "
                    + "Safari/537.36");

    private final Random random;
    private final List<Visitor> visitors = new ArrayList<>();
    private long visitorNumber;
    private long visitorsSoFar;
    private long requestsSoFar;

    public DemoTraffic(long seed) {
        this.random = new Random(seed);
    }

    private record Page(String path, String title) {}

    private static final class Visitor {
        final String address;
        final String id;
        final String userAgent;
        final String referrer;
        int pagesLeft;
        String previous = "";

        Visitor(String address, String id, String userAgent, String referrer, int pages) {
            this.address = address;
            this.id = id;
            this.userAgent = userAgent;
            this.referrer = referrer;
            this.pagesLeft = pages;
        }
    }

    /** Tracking requests given so far. */
    public long requests() {
        return requestsSoFar;
    }

    /** Visitors who have made at least one request. */
    public long visitors() {
        return visitorsSoFar;
    }

    /** The next line, without its line end: one in four is not a tracking request. */
    public String nextLine(Instant now) {
        return random.nextInt(4) == 0 ? file(now) : pageView(now);
    }

    /** The next page view. */
    public String pageView(Instant now) {
        while (visitors.size() < AT_ONCE) {
            visitors.add(newVisitor());
        }
        int chosen = random.nextInt(visitors.size());
        Visitor visitor = visitors.get(chosen);
        Page page = PAGES.get(visitor.previous.isEmpty() ? random.nextInt(3) : random.nextInt(PAGES.size()));
        String line = line(visitor, now, pageViewQuery(visitor, page), SITE + encodedPath(page.path()));
        visitorsSoFar += visitor.previous.isEmpty() ? 1 : 0;
        visitor.previous = SITE + page.path();
        if (--visitor.pagesLeft == 0) {
            visitors.remove(chosen);
        }
        requestsSoFar++;
        return line;
    }

    private Visitor newVisitor() {
        long n = ++visitorNumber;
        String address = "10." + (n / 250 / 250 % 250 + 1) + "." + (n / 250 % 250 + 1) + "." + (n % 250 + 1);
        return new Visitor(
                address,
                String.format("%016x", random.nextLong()),
                USER_AGENTS.get(random.nextInt(USER_AGENTS.size())),
                REFERRERS.get(random.nextInt(REFERRERS.size())),
                1 + random.nextInt(MOST_PAGES));
    }

    private String pageViewQuery(Visitor visitor, Page page) {
        String referrer = visitor.previous.isEmpty() ? visitor.referrer : visitor.previous;
        return "idsite=1&rec=1&action_name=" + encode(page.title()) + "&url=" + encode(SITE + page.path())
                + (referrer.isEmpty() ? "" : "&urlref=" + encode(referrer))
                + "&_id=" + visitor.id + "&pv_id=" + pageViewId(requestsSoFar)
                + "&r=" + random.nextInt(1_000_000) + "&res=1920x1080&cookie=1&pdf=1&pf_net=" + random.nextInt(40)
                + "&pf_srv=" + random.nextInt(300) + "&pf_dm1=" + random.nextInt(500);
    }

    /** An id of its own for every page view, so that an independent count finds each lost or doubled one. */
    private static String pageViewId(long number) {
        String digits = Long.toString(number, Character.MAX_RADIX);
        return "0".repeat(6 - digits.length()) + digits;
    }

    private static String line(Visitor visitor, Instant now, String query, String referrer) {
        return visitor.address + " - - [" + TIME.format(now) + "] \"GET /matomo.php?" + query + " HTTP/1.1\" 200 43 \""
                + referrer + "\" \"" + visitor.userAgent + "\"";
    }

    private String file(Instant now) {
        return "10.0.0." + random.nextInt(250) + " - - [" + TIME.format(now) + "] \"GET /css/shop-" + random.nextInt(20)
                + ".css HTTP/1.1\" 200 " + random.nextInt(9000) + " \"" + SITE + "/\" \"" + USER_AGENTS.get(0) + "\"";
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String encodedPath(String path) {
        return encode(path).replace("%2F", "/");
    }
}
