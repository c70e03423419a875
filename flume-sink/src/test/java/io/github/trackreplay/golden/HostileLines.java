/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.golden;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Log lines ({@code trackreplay_json}) that are made to cost much: eleven places, each filled with nine kinds of text. Same seed, same lines. */
public final class HostileLines {
    /** Seconds since 1970-01-01 UTC of the first line. */
    public static final long BEGIN = 1_772_323_200;

    private static final String BROWSER =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";
    private static final List<String> PLACES = List.of(
            "user agent",
            "client hints",
            "page's host",
            "page's query",
            "referrer's host",
            "search engine's query",
            "title",
            "custom variables",
            "items",
            "parameters",
            "headers");
    private static final List<String> STORMS = List.of(
            "blanks", "semicolons", "digits", "labels", "percents", "entities", "brackets", "escapes", "user agents");

    private final Random random;

    public HostileLines(long seed) {
        this.random = new Random(seed);
    }

    /** Names of the 99 categories. */
    public static List<String> categories() {
        List<String> names = new ArrayList<>();
        PLACES.forEach(place -> STORMS.forEach(storm -> names.add(place + ": " + storm)));
        return names;
    }

    /**
     * A line of a category.
     *
     * @param length of the hostile text, in bytes before it is encoded
     */
    public String line(int category, long number, int length) {
        String text = storm(category % STORMS.size(), length);
        String encoded = encoded(text);
        String page = "https://shop.example.com/p" + number;
        return switch (PLACES.get(category / STORMS.size())) {
            case "user agent" -> line(number, "url=" + encoded(page), "Mozilla/5.0 (Linux; Android 10;" + text, "", "");
            case "client hints" ->
                line(
                        number,
                        "url=" + encoded(page) + "&uadata=" + encoded("{\"model\":\"" + text + "\"}"),
                        BROWSER,
                        "",
                        "");
            case "page's host" -> line(number, "url=" + encoded("http://" + text + "/"), BROWSER, "", "");
            case "page's query" -> line(number, "url=" + encoded(page + "?" + text), BROWSER, "", "");
            case "referrer's host" ->
                line(number, "url=" + encoded(page) + "&urlref=" + encoded("http://" + text + "/"), BROWSER, "", "");
            case "search engine's query" ->
                line(
                        number,
                        "url=" + encoded(page) + "&urlref=" + encoded("http://www.google.com/search?q=" + encoded),
                        BROWSER,
                        "",
                        "");
            case "title" -> line(number, "url=" + encoded(page) + "&action_name=" + encoded, BROWSER, "", "");
            case "custom variables" ->
                line(
                        number,
                        "url=" + encoded(page) + "&_cvar=" + encoded("{\"1\":[\"" + text + "\",\"v\"]}"),
                        BROWSER,
                        "",
                        "");
            case "items" ->
                line(
                        number,
                        "url=" + encoded(page) + "&idgoal=0&ec_items=" + encoded("[[" + text + "]]"),
                        BROWSER,
                        "",
                        "");
            case "parameters" ->
                line(number, "url=" + encoded(page) + "&" + encoded.replace("%3B", "[]=&"), BROWSER, "", "");
            default -> line(number, "url=" + encoded(page), BROWSER, text, text);
        };
    }

    /** A line that means no harm, of about a length. */
    public String harmless(long number, int length) {
        StringBuilder title = new StringBuilder("good-" + number);
        while (title.length() < length) {
            title.append(" word").append(random.nextInt(1000));
        }
        return line(
                number,
                "url=" + encoded("https://shop.example.com/p") + "&action_name=" + encoded(title.toString()),
                BROWSER,
                "de",
                "");
    }

    private String storm(int kind, int length) {
        String piece = switch (STORMS.get(kind)) {
            case "blanks" -> " ";
            case "semicolons" -> ";";
            case "digits" -> String.valueOf(1 + random.nextInt(9));
            case "labels" -> (char) ('a' + random.nextInt(26)) + ".";
            case "percents" -> "%25";
            case "entities" -> "&amp;&#x1F600;";
            case "brackets" -> "[";
            case "escapes" -> "\\\"";
            default -> "Android " + random.nextInt(12) + "; SM-A" + random.nextInt(1000) + " Build/ ";
        };
        return piece.repeat(length / piece.length() + 1).substring(0, length);
    }

    private String line(long number, String query, String agent, String language, String forwarded) {
        String client = "198.51." + (100 + number % 50) + "." + (number / 50 % 250 + 1);
        String time = BEGIN + number / 20 + "." + String.format("%03d", number % 20 * 50);
        return "{\"time\":\"" + time + "\",\"client\":\"" + client
                + "\",\"method\":\"GET\",\"uri\":\"/matomo.php?idsite=1&rec=1&"
                + query + "\",\"status\":\"200\",\"user-agent\":\"" + json(agent)
                + "\",\"referer\":\"\",\"accept-language\":\""
                + json(language) + "\",\"x-forwarded-for\":\"" + json(forwarded)
                + "\",\"host\":\"stats.example.com\",\"body\":\"\"}";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String json(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
