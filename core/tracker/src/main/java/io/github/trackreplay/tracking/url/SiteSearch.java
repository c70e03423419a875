/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.url;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Encodings;
import io.github.trackreplay.php.Multibyte;
import io.github.trackreplay.php.Numbers;
import io.github.trackreplay.php.UrlCoding;
import io.github.trackreplay.php.UrlParts;
import io.github.trackreplay.php.Utf8;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Detects a site search: from the request's own parameters, else from the page URL's query and fragment. Immutable; make one
 * for each site whose {@code sitesearch} is on.
 *
 * <p>Source of the rule: Matomo's {@code Actions/Actions/ActionSiteSearch::detectSiteSearch}.
 */
public final class SiteSearch {
    private static final int CATEGORY_LENGTH = 200;

    private final PageUrls urls;
    private final List<Name> keywords;
    private final List<Name> categories;

    /**
     * @param urls the site's URL rules
     * @param keywordParameters parameters that carry a keyword, the site's or else the global ones
     * @param categoryParameters parameters that carry a category
     */
    public SiteSearch(PageUrls urls, List<String> keywordParameters, List<String> categoryParameters) {
        this.urls = urls;
        this.keywords = keywordParameters.stream().map(Name::of).toList();
        this.categories = categoryParameters.stream().map(Name::of).toList();
    }

    /**
     * A search that was found.
     *
     * @param keyword the action's name, cleaned
     * @param category {@code log_link_visit_action.search_cat}; empty for none
     * @param count {@code search_count}
     * @param url the page's URL without the search's parameters, cleaned; nothing where the search came in parameters of its
     *     own
     */
    public record Found(String keyword, String category, OptionalLong count, Optional<String> url) {}

    /** One parameter name of the settings. */
    private record Name(String lower, ParameterFilter filter) {
        static Name of(String name) {
            return new Name(Multibyte.lower(ByteText.bytes(name)), ParameterFilter.of(List.of(name)));
        }
    }

    /** Nothing where the request is no site search. */
    public Optional<Found> detect(RequestParameters request) {
        String keyword = request.get(Parameter.SEARCH);
        if (!Ascii.isEmpty(keyword)) {
            long count = request.get(Parameter.SEARCH_COUNT);
            return found(
                    ByteText.bytes(keyword),
                    ByteText.bytes(request.get(Parameter.SEARCH_CATEGORY)),
                    count < 0 ? OptionalLong.empty() : OptionalLong.of(count),
                    Optional.empty());
        }
        String url = urls.unescapedBytes(ByteText.bytes(request.get(Parameter.URL)));
        if (url.indexOf('?') < 0 && url.indexOf('#') < 0) {
            return Optional.empty();
        }
        return UrlParts.parse(url).flatMap(parts -> inUrl(parts, ByteText.bytes(request.get(Parameter.CHARSET))));
    }

    private Optional<Found> found(String keyword, String category, OptionalLong count, Optional<String> url) {
        String trimmed = Ascii.trim(keyword);
        if (Ascii.isEmpty(trimmed)) {
            return Optional.empty();
        }
        String kind = Ascii.trim(category);
        String shown = Ascii.isEmpty(kind) ? "" : kind;
        String cut = shown.length() > CATEGORY_LENGTH ? shown.substring(0, CATEGORY_LENGTH) : shown;
        return Optional.of(new Found(urls.name(ByteText.text(trimmed)), ByteText.text(cut), count, url));
    }

    private Optional<Found> inUrl(UrlParts parts, String charset) {
        Fragment fragment = Fragment.of(parts.fragment());
        String query = UrlParts.filled(parts.query()) ? parts.query() : "";
        UrlQuery parameters =
                recoded(UrlQuery.parse(query + '&' + fragment.query()).mapNames(Multibyte::lower), charset);
        Optional<Name> keyword = firstFilled(keywords, parameters);
        if (keyword.isEmpty()) {
            return Optional.empty();
        }
        Optional<Name> category = firstFilled(categories, parameters);
        String text = decoded(parameters.firstValue(keyword.get().lower()));
        String kind = category.map(name -> decoded(parameters.firstValue(name.lower())))
                .orElse("");
        UrlParts rest = without(parts, fragment, excluded(keyword.get(), category));
        return found(text, kind, count(parameters), urls.page(ByteText.text(rest.join())));
    }

    private static Optional<Name> firstFilled(List<Name> names, UrlQuery parameters) {
        return names.stream().filter(name -> parameters.isFilled(name.lower())).findFirst();
    }

    /** The keyword's parameter, and the category's, or else the last category parameter there is. */
    private ParameterFilter excluded(Name keyword, Optional<Name> category) {
        List<Name> used = new ArrayList<>(List.of(keyword));
        category.or(() -> categories.stream().reduce((first, second) -> second)).ifPresent(used::add);
        return used.stream().map(Name::filter).reduce(ParameterFilter::or).orElseThrow();
    }

    private static UrlParts without(UrlParts parts, Fragment fragment, ParameterFilter excluded) {
        UrlParts rest = parts.query() == null
                ? parts
                : parts.withQuery(UrlQuery.parse(parts.query()).without(excluded));
        return parts.fragment() == null
                ? rest
                : rest.withFragment(
                        fragment.with(UrlQuery.parse(fragment.query()).without(excluded)));
    }

    private static OptionalLong count(UrlQuery parameters) {
        String count = parameters.value("search_count");
        return count != null && Numbers.isNumeric(count) && Numbers.toDouble(count) >= 0
                ? OptionalLong.of(Numbers.toLong(count))
                : OptionalLong.empty();
    }

    private static String decoded(@Nullable String value) {
        String bytes = UrlCoding.decode(value == null ? "" : value);
        return Utf8.isValid(bytes) ? bytes : UrlCoding.encode(bytes);
    }

    /** Values that a page in another character set has sent become UTF-8. */
    private static UrlQuery recoded(UrlQuery parameters, String charset) {
        if (charset.isEmpty() || Ascii.equalsIgnoreCase(charset, "utf-8")) {
            return parameters;
        }
        return parameters.mapValues(value -> Encodings.toUtf8(UrlCoding.decode(value), charset)
                .map(UrlCoding::encode)
                .orElse(value));
    }

    /**
     * A fragment that may carry parameters.
     *
     * @param path what comes before a question mark, if there is one
     * @param query the parameters
     */
    private record Fragment(String path, String query) {
        static Fragment of(@Nullable String fragment) {
            if (fragment == null || !UrlParts.filled(fragment)) {
                return new Fragment("", "");
            }
            Optional<UrlParts> parts = fragment.indexOf('?') < 0
                    ? Optional.empty()
                    : UrlParts.parse(fragment).filter(found -> UrlParts.filled(found.query()));
            return parts.map(found -> new Fragment(filled(found.path()), filled(found.query())))
                    .orElse(new Fragment("", fragment));
        }

        private static String filled(@Nullable String part) {
            return part != null && UrlParts.filled(part) ? part : "";
        }

        String with(String newQuery) {
            if (path.isEmpty()) {
                return newQuery;
            }
            return UrlParts.filled(newQuery) ? path + '?' + newQuery : path;
        }
    }
}
