/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Calls of visitors on several sites, in the order of their times: page views, events, searches, downloads, outlinks, pings,
 * carts, orders and goals. One seed gives one sequence, on every machine. For one thread.
 *
 * <p>Of 100 calls that are not the first of a visit, 54 are page views, 14 events, 8 pings, 7 searches, 5 downloads, 5
 * outlinks, 4 carts, 2 orders, 1 a goal; the first one always is a page view. A visit has 1 to 12 calls; 1,000 run at the same
 * time unless said otherwise, 50 calls come in a second, and every fourth visitor has been there before. A site has 4,000 pages
 * unless said otherwise, a few of which are seen very often.
 */
final class Traffic {
    static final int SITES = 5;
    static final Instant BEGIN = Instant.parse("2026-03-02T08:00:00Z");
    private static final int AT_ONCE = 1_000;
    private static final int REMEMBERED = 20_000;
    static final int PAGES = 4_000;
    /** Milliseconds. */
    static final int MEAN_PAUSE = 20;

    private static final List<String> REFERRERS = List.of(
            "",
            "",
            "https://www.google.com/",
            "https://www.bing.com/search?q=running%20shoes",
            "https://duckduckgo.com/",
            "https://www.facebook.com/",
            "https://news.example.org/today");
    private static final List<String> WORDS =
            List.of("boots", "rain coat", "lamp", "größe 42", "gift", "bike light", "tent", "winter");

    private final Random random;
    private final int atOnce;
    private final int pages;
    private final List<Visitor> visiting = new ArrayList<>();
    private final List<Visitor> gone = new ArrayList<>();
    private long now;
    private long orders;

    Traffic(long seed) {
        this(seed, AT_ONCE);
    }

    /** @param atOnce visits that run at the same time */
    Traffic(long seed, int atOnce) {
        this(seed, atOnce, PAGES, BEGIN);
    }

    /**
     * Other traffic.
     *
     * @param pages of each site
     * @param begin when the first call comes
     */
    Traffic(long seed, int atOnce, int pages, Instant begin) {
        this.random = new Random(seed);
        this.atOnce = atOnce;
        this.pages = pages;
        this.now = begin.toEpochMilli();
    }

    static String home(int site) {
        return "https://shop" + site + ".example.com/";
    }

    /** The next ones. */
    List<Call> next(int number) {
        List<Call> calls = new ArrayList<>(number);
        for (int i = 0; i < number; i++) {
            calls.add(next());
        }
        return calls;
    }

    /** The next one. */
    Call next() {
        while (visiting.size() < atOnce) {
            visiting.add(arrival());
        }
        now += random.nextInt(2 * MEAN_PAUSE + 1);
        int chosen = random.nextInt(visiting.size());
        Visitor visitor = visiting.get(chosen);
        String query = "idsite=" + visitor.site + "&rec=1&" + what(visitor) + "&_id=" + visitor.id + "&r="
                + random.nextInt(1_000_000) + "&h=" + random.nextInt(24) + "&m=" + random.nextInt(60) + "&s="
                + random.nextInt(60) + "&cookie=1&pdf=1&res=" + visitor.resolution + "&pv_id=" + visitor.pageView;
        if (--visitor.callsLeft == 0) {
            leave(chosen);
        }
        return new Call(now, visitor.address, visitor.userAgent, visitor.page, visitor.language, query);
    }

    private Visitor arrival() {
        Visitor visitor = !gone.isEmpty() && random.nextInt(4) == 0
                ? gone.remove(random.nextInt(gone.size()))
                : new Visitor(1 + random.nextInt(SITES), random);
        visitor.arrive(random);
        return visitor;
    }

    private void leave(int chosen) {
        Visitor last = visiting.remove(visiting.size() - 1);
        Visitor leaving = chosen == visiting.size() ? last : visiting.set(chosen, last);
        if (gone.size() < REMEMBERED) {
            gone.add(leaving);
        } else {
            gone.set(random.nextInt(REMEMBERED), leaving);
        }
    }

    private String what(Visitor visitor) {
        int kind = visitor.page.isEmpty() ? 0 : random.nextInt(100);
        if (kind < 54) {
            return pageView(visitor);
        }
        String here = "url=" + encoded(visitor.page);
        if (kind < 68) {
            return here + "&e_c=Video&e_a=" + (random.nextBoolean() ? "play" : "pause") + "&e_n=clip%20"
                    + random.nextInt(200) + "&e_v=" + random.nextInt(300);
        }
        if (kind < 76) {
            return here + "&ping=1";
        }
        if (kind < 83) {
            return here + "&search=" + encoded(WORDS.get(random.nextInt(WORDS.size()))) + "&search_count="
                    + random.nextInt(90);
        }
        if (kind < 88) {
            String file = encoded(home(visitor.site) + "files/manual-" + random.nextInt(300) + ".pdf");
            return "url=" + file + "&download=" + file;
        }
        if (kind < 93) {
            String link = encoded("https://partner" + random.nextInt(50) + ".example.org/");
            return "url=" + link + "&link=" + link;
        }
        return kind < 99 ? shop(kind < 97, here) : here + "&idgoal=1&revenue=" + random.nextInt(20);
    }

    private String pageView(Visitor visitor) {
        int number = popular(pages);
        String before = visitor.page.isEmpty() ? REFERRERS.get(random.nextInt(REFERRERS.size())) : visitor.page;
        visitor.page = home(visitor.site) + "category-" + number % 40 + "/product-" + number;
        visitor.pageView = Integer.toString(60_466_176 + random.nextInt(1_000_000_000), Character.MAX_RADIX);
        return "action_name=" + encoded("Product " + number + " – Category " + number % 40) + "&url="
                + encoded(visitor.page) + (before.isEmpty() ? "" : "&urlref=" + encoded(before)) + "&pf_net="
                + random.nextInt(40) + "&pf_srv=" + random.nextInt(300) + "&pf_dm1=" + random.nextInt(500);
    }

    private String shop(boolean cart, String here) {
        StringBuilder items = new StringBuilder("[");
        int total = 0;
        for (int i = 0, products = 1 + random.nextInt(3); i < products; i++) {
            int number = popular(pages);
            int price = 5 + number % 95;
            items.append(i == 0 ? "" : ",")
                    .append("[\"SKU" + number + "\",\"Product " + number + "\",\"Category " + number % 40 + "\","
                            + price + ",1]");
            total += price;
        }
        return here + "&idgoal=0&revenue=" + total + (cart ? "" : "&ec_id=order-" + ++orders) + "&ec_items="
                + encoded(items.append(']').toString());
    }

    /** A few of them very often, most seldom. */
    private int popular(int number) {
        double r = random.nextDouble();
        return (int) (number * r * r * r);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
