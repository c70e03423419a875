/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.url;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Html;
import io.github.trackreplay.php.Multibyte;
import io.github.trackreplay.php.UrlParts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Cleans the URLs and names of one site's actions. Immutable; make one for each site and keep it while its settings last.
 *
 * <p>URLs and names come in as the request's parameters give them (escaped, see {@link
 * io.github.trackreplay.tracking.parameters.RequestParameters}). A URL cut at the maximum length may end in escaped bytes.
 *
 * <p>Source of the rules: Matomo's {@code core/Tracker/PageUrl::excludeQueryParametersFromUrl} and
 * {@code core/Tracker/PageUrl::cleanupUrl}.
 */
public final class PageUrls {
    private static final List<String> ALWAYS_EXCLUDED = List.of("ignore_referrer", "ignore_referer");

    private final ParameterFilter excluded;
    private final boolean keepFragment;
    private final int maximumLength;

    /**
     * @param excluded query parameters to leave out, see {@link #excludedParameters}
     * @param keepFragment whether the site keeps the part after {@code #}
     * @param maximumLength {@code page_maximum_length} in bytes
     */
    public PageUrls(ParameterFilter excluded, boolean keepFragment, int maximumLength) {
        this.excluded = excluded;
        this.keepFragment = keepFragment;
        this.maximumLength = maximumLength;
    }

    /**
     * The query parameters that Matomo leaves out of a site's page URLs.
     *
     * @param site the site's own excluded parameters and the global ones
     * @param config {@code url_query_parameter_to_exclude_from_url}, split at commas
     * @param campaign names of campaign and campaign keyword parameters
     */
    public static ParameterFilter excludedParameters(
            Collection<String> site, Collection<String> config, Collection<String> campaign) {
        List<String> entries = new ArrayList<>(ALWAYS_EXCLUDED);
        entries.addAll(site);
        config.forEach(name -> entries.add(Ascii.trim(name)));
        entries.addAll(campaign);
        entries.replaceAll(Ascii::lower);
        return ParameterFilter.of(entries);
    }

    /** A page's URL as Matomo records it, excluded parameters left out; nothing where it does not look like a URL. */
    public Optional<String> page(String url) {
        return withoutExcluded(ByteText.bytes(url)).flatMap(this::valid).map(ByteText::text);
    }

    /** A page's URL, excluded parameters left out, whether or not it looks like one; nothing where PHP cannot take it apart. */
    public Optional<String> withoutExcludedParameters(String url) {
        return withoutExcluded(ByteText.bytes(url)).map(ByteText::text);
    }

    /** The URL of a download or outlink, or a page's before parameters are left out; nothing where it does not look like one. */
    public Optional<String> plain(String url) {
        return valid(ByteText.bytes(url)).map(ByteText::text);
    }

    /** A page's title or any other name: trimmed, without line breaks, cut at the maximum length in bytes. */
    public String name(String name) {
        return ByteText.text(clean(ByteText.bytes(name)));
    }

    /**
     * A page's title: each part between delimiters trimmed, empty parts left out, then as {@link #name}.
     *
     * @param delimiter {@code action_title_category_delimiter}; empty for none
     */
    public String title(String title, String delimiter) {
        if (delimiter.isEmpty() || !title.contains(delimiter)) {
            return name(delimiter.isEmpty() ? title : Ascii.trim(title));
        }
        List<String> parts = new ArrayList<>();
        for (String part : title.split(java.util.regex.Pattern.quote(delimiter), -1)) {
            String trimmed = Ascii.trim(part);
            if (!trimmed.isEmpty()) {
                parts.add(trimmed);
            }
        }
        return name(String.join(delimiter, parts));
    }

    /** A URL unescaped, cleaned, with semicolons as parameter separators: Matomo's first step before it takes a URL apart. */
    public String unescaped(String url) {
        return ByteText.text(unescapedBytes(ByteText.bytes(url)));
    }

    /** As {@link #page}, on byte strings, with more parameters to leave out and without the check of what comes out. */
    public Optional<String> withoutParameters(String url, ParameterFilter additional) {
        return without(UrlParts.parse(unescapedBytes(url)), excluded.or(additional));
    }

    /**
     * The same.
     *
     * @param parts of the URL as it stands, which are all that is needed of most
     */
    public Optional<String> withoutParameters(String url, Optional<UrlParts> parts, ParameterFilter additional) {
        String unescaped = unescapedBytes(url);
        return without(unescaped.equals(url) ? parts : UrlParts.parse(unescaped), excluded.or(additional));
    }

    private Optional<String> withoutExcluded(String url) {
        return without(UrlParts.parse(unescapedBytes(url)), excluded);
    }

    private Optional<String> without(Optional<UrlParts> url, ParameterFilter filter) {
        return url.map(this::normalise).map(parts -> without(parts, filter).join());
    }

    private static UrlParts without(UrlParts parts, ParameterFilter filter) {
        if (UrlParts.filled(parts.query())) {
            return parts.withQuery(UrlQuery.parse(parts.query()).without(filter));
        }
        return UrlParts.filled(parts.fragment())
                ? parts.withFragment(UrlQuery.parse(parts.fragment()).without(filter))
                : parts;
    }

    private UrlParts normalise(UrlParts parts) {
        UrlParts lower = withLowerHost(parts);
        String fragment = lower.fragment();
        if (fragment == null || !UrlParts.filled(fragment)) {
            return lower;
        }
        boolean trailing = fragment.endsWith("#");
        return lower.withFragment(
                !keepFragment ? "" : trailing ? fragment.substring(0, fragment.length() - 1) : fragment);
    }

    private static UrlParts withLowerHost(UrlParts parts) {
        String host = parts.host();
        String lower = host != null && UrlParts.filled(host) ? Multibyte.lower(host) : host;
        return Objects.equals(lower, host) ? parts : parts.withHost(lower);
    }

    String unescapedBytes(String url) {
        return matrix(clean(Html.unsanitize(url)));
    }

    private String clean(String bytes) {
        String clean = Ascii.without(Ascii.trim(bytes), "\n\r\0");
        return clean.length() > maximumLength ? clean.substring(0, maximumLength) : clean;
    }

    /** Turns {@code /path;a=1;b=2} into {@code /path?a=1&b=2}, also where a question mark comes later. */
    private static String matrix(String url) {
        int semicolon = url.indexOf(';');
        int mark = url.indexOf('?');
        if (semicolon < 0 || (mark >= 0 && mark < semicolon)) {
            return url;
        }
        String separated = mark < 0 ? url : url.substring(0, mark) + ';' + url.substring(mark + 1);
        return separated.substring(0, semicolon)
                + '?'
                + separated.substring(semicolon + 1).replace(';', '&');
    }

    private Optional<String> valid(String url) {
        String clean = clean(url);
        return looksLikeUrl(clean) ? Optional.of(clean) : Optional.empty();
    }

    /** Whether a byte string begins with {@code //} or {@code scheme://} and goes on, and is no script or data. */
    public static boolean looksLikeUrl(String bytes) {
        int slashes = bytes.indexOf("//");
        if (slashes < 0 || slashes + 2 == bytes.length() || bytes.indexOf('\n', slashes + 2) >= 0) {
            return false;
        }
        if (slashes == 0) {
            return true;
        }
        return bytes.charAt(slashes - 1) == ':' && isScheme(bytes, slashes - 1);
    }

    private static boolean isScheme(String bytes, int end) {
        for (int i = 0; i < end; i++) {
            char c = bytes.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (i == 0 || ((c < '0' || c > '9') && c != '+' && c != '.' && c != '-'))) {
                return false;
            }
        }
        String scheme = Ascii.lower(bytes.substring(0, end));
        return !scheme.equals("javascript") && !scheme.equals("vbscript") && !scheme.equals("data");
    }
}
