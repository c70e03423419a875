/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.referrer;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.CharsetGuess;
import io.github.trackreplay.php.Iconv;
import io.github.trackreplay.php.Multibyte;
import io.github.trackreplay.php.UrlCoding;
import io.github.trackreplay.php.UrlParts;
import io.github.trackreplay.tracking.parameters.ParameterTypeException;
import io.github.trackreplay.tracking.url.UrlQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Recognises search engines and their keywords in referrer URLs. Byte strings. Thread-safe; remembers the patterns of some
 * thousand hosts.
 *
 * <p>Source of the rule: Matomo's {@code Referrers/SearchEngine::extractInformationFromUrl}.
 */
final class SearchEngines {
    private static final int REMEMBERED_HOSTS = 5000;
    private static final int LONGEST_HOST = 255;

    private final Map<String, SearchEngine> byHost;
    private final Map<String, String> patterns = new ConcurrentHashMap<>();

    SearchEngines(Map<String, SearchEngine> byHost) {
        this.byHost = Map.copyOf(byHost);
    }

    /**
     * A search engine that was found.
     *
     * @param keyword in lower case; null where the engine hides it
     */
    record Found(String name, @Nullable String keyword) {}

    /** The state of a keyword search: not found (empty), hidden, or a text. */
    private record Keyword(String text, boolean isHidden) {
        private static final Keyword NONE = new Keyword("", false);
        private static final Keyword HIDDEN = new Keyword("", true);

        boolean isFilled() {
            return !Ascii.isEmpty(text);
        }
    }

    /** Nothing where no engine is known for the URL's host, or the page is none of its result pages. */
    Optional<Found> find(String url, UrlParts parts) {
        String host = parts.host();
        if (host == null || !UrlParts.filled(host)) {
            return Optional.empty();
        }
        String path = parts.path() == null ? "" : parts.path();
        String query = parts.query() == null ? "" : parts.query();
        if (UrlParts.filled(parts.fragment())) {
            query += '&' + parts.fragment();
        }
        SearchEngine engine = engine(host, path, query);
        return engine == null ? Optional.empty() : find(engine, url, new Page(path, query, parts.fragment()));
    }

    /** What follows the host. */
    private record Page(String path, String query, @Nullable String fragment) {
        Page withQuery(String newQuery) {
            return new Page(path, newQuery, fragment);
        }

        String whole() {
            return path
                    + (UrlParts.filled(query) ? "?" + query : "")
                    + (UrlParts.filled(fragment) ? "#" + fragment : "");
        }
    }

    private static Optional<Found> find(SearchEngine engine, String url, Page page) {
        boolean google = engine.name().equals("Google");
        Page read = engine.name().equals("Google Images") ? previousPage(page) : page;
        UrlQuery parameters = UrlQuery.parse(read.query());
        Keyword keyword = google ? advanced(read.query(), parameters) : Keyword.NONE;
        if (!keyword.isFilled()) {
            keyword = keyword(engine, url, read.query(), parameters, keyword);
        }
        if (!keyword.isHidden() && keyword.text().isEmpty()) {
            if (!engine.hidesKeywordOn(read.whole())) {
                return Optional.empty();
            }
            keyword = Keyword.HIDDEN;
        }
        String name = google ? googleService(parameters) : engine.name();
        return Optional.of(new Found(name, keyword.isHidden() ? null : finished(keyword.text(), engine)));
    }

    private static String finished(String keyword, SearchEngine engine) {
        if (Ascii.isEmpty(keyword)) {
            return keyword;
        }
        return Multibyte.lower(engine.charsets().isEmpty() ? keyword : recoded(keyword, engine.charsets()));
    }

    /** What is illegal in the charset is left out; a keyword of which nothing is left stays as it came. */
    private static String recoded(String keyword, List<String> charsets) {
        String charset = charsets.size() == 1
                ? charsets.get(0)
                : CharsetGuess.among(charsets, keyword).orElse(charsets.get(0));
        return Iconv.toUtf8(keyword, charset)
                .filter(text -> !Ascii.isEmpty(text))
                .orElse(keyword);
    }

    private @Nullable SearchEngine engine(String host, String path, String query) {
        SearchEngine exact = byHost.get(host + path);
        if (exact == null) {
            exact = byHost.get(host);
        }
        if (exact != null) {
            return exact;
        }
        String pattern = pattern(host);
        SearchEngine lossy = byHost.get(pattern + path);
        if (lossy == null) {
            lossy = byHost.get(pattern);
        }
        return lossy != null ? lossy : shared(host, path, query);
    }

    private String pattern(String host) {
        String pattern = patterns.get(host);
        if (pattern == null) {
            pattern = CountryHosts.lossy(host);
            if (host.length() <= LONGEST_HOST && patterns.size() < REMEMBERED_HOSTS) {
                patterns.put(host, pattern);
            }
        }
        return pattern;
    }

    /** Engines that serve under hosts of others. */
    private @Nullable SearchEngine shared(String host, String path, String query) {
        if (query.startsWith("cx=partner-pub-")) {
            return byHost.get("google.com/cse");
        }
        if (path.startsWith("/pemonitorhosted/ws/results/")) {
            return byHost.get("wsdsold.infospace.com");
        }
        if (host.indexOf(".images.search.yahoo.com") > 0) {
            return byHost.get("images.search.yahoo.com");
        }
        return host.indexOf(".search.yahoo.com") > 0 ? byHost.get("search.yahoo.com") : null;
    }

    /** Google Images names the result page in a parameter. */
    private static Page previousPage(Page page) {
        if (!page.query().contains("&prev")) {
            return page;
        }
        String previous = UrlCoding.decode(Ascii.trim(single(UrlQuery.parse(page.query()), "prev")));
        int mark = previous.indexOf('?');
        return page.withQuery(mark < 0 ? "" : previous.substring(mark).replace("&", "&amp;"));
    }

    private static String googleService(UrlQuery parameters) {
        String menu = parameters.value("tbm");
        return switch (menu == null ? "" : menu) {
            case "isch" -> "Google Images";
            case "vid" -> "Google Video";
            case "shop" -> "Google Shopping";
            default -> "Google";
        };
    }

    /** The form for advanced searches has several fields. */
    private static Keyword advanced(String query, UrlQuery parameters) {
        if (!query.contains("&as_") && !query.startsWith("as_")) {
            return Keyword.NONE;
        }
        List<String> parts = new ArrayList<>();
        field(parameters, "as_q").ifPresent(parts::add);
        field(parameters, "as_oq").map(value -> value.replace("+", " OR ")).ifPresent(parts::add);
        field(parameters, "as_epq").map(value -> '"' + value + '"').ifPresent(parts::add);
        field(parameters, "as_eq").map(value -> '-' + value).ifPresent(parts::add);
        return new Keyword(Ascii.trim(UrlCoding.decode(String.join(" ", parts))), false);
    }

    private static Optional<String> field(UrlQuery parameters, String name) {
        if (!parameters.isFilled(name)) {
            return Optional.empty();
        }
        return Optional.of(Objects.requireNonNullElse(parameters.value(name), "Array"));
    }

    private static Keyword keyword(SearchEngine engine, String url, String query, UrlQuery parameters, Keyword before) {
        Keyword keyword = before;
        for (SearchEngine.KeywordSource source : engine.parameters()) {
            if (source.pattern().isPresent()) {
                if (source.pattern().get().find(url)) {
                    String group = source.pattern().get().firstGroup(url).orElse("");
                    return new Keyword(Ascii.trim(UrlCoding.decode(group)), false);
                }
                continue;
            }
            String name = source.parameter();
            keyword = new Keyword(Ascii.trim(UrlCoding.decode(single(parameters, name))), false);
            if (keyword.isFilled()) {
                return keyword;
            }
            if (query.contains('&' + name + '=') || query.contains('?' + name + '=')) {
                return Keyword.HIDDEN;
            }
        }
        return keyword;
    }

    private static String single(UrlQuery parameters, String name) {
        String value = parameters.value(name);
        if (value == null && parameters.isFilled(name)) {
            throw new ParameterTypeException("the referrer's parameter " + name);
        }
        return value == null ? "" : value;
    }
}
