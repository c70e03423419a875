/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.bot;

import io.github.trackreplay.event.FetchedPage;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.UrlCoding;
import io.github.trackreplay.php.UrlParts;
import io.github.trackreplay.tracking.settings.Settings;
import io.github.trackreplay.tracking.settings.Site;
import io.github.trackreplay.tracking.url.SiteUrls;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes a page that an AI chatbot fetched, as an access log has it, the call of the tracker that tells Matomo of it: finds the
 * site that it belongs to and puts its URL together. Anything else is left as it is.
 *
 * <p>The site is the one that the administrator names for the host; else the one whose URL the page lies under, the deepest path
 * first, then the lowest number; else the one that is named for all other hosts. Matomo's own log importer asks the sites' URLs
 * ({@code SitesManager.getSitesIdFromSiteUrl}); the grouping is that of {@code SitesManager/SiteUrls::getIdSitesMatchingUrl}. What its
 * importer takes for a download is one here.
 *
 * <p>Why so: {@code docs/decisions/0033-pages-of-chatbots.md}.
 */
public final class PageOfSite {
    /** What Matomo's log importer takes for downloads. */
    private static final Set<String> DOWNLOADS = Set.of(
            "7z", "aac", "apk", "arc", "arj", "asf", "asx", "avi", "azw3", "bin", "bz2", "csv", "deb", "dmg", "doc",
            "docx", "epub", "exe", "flac", "flv", "gz", "gzip", "hqx", "ibooks", "jar", "json", "mobi", "mov", "movie",
            "mp2", "mp3", "mp4", "mpeg", "mpg", "msi", "msp", "odb", "odf", "odg", "odp", "ods", "odt", "ogg", "ogv",
            "pdf", "phps", "ppt", "pptx", "qt", "qtm", "ra", "ram", "rar", "rpm", "rtf", "sea", "sit", "tar", "tbz",
            "tgz", "torrent", "txt", "wav", "wma", "wmv", "wpd", "xls", "xlsx", "xml", "xsd", "z", "zip");

    private static final Pattern HOST = Pattern.compile("([a-z0-9._-]{1,255}|\\[[0-9a-f:.]{2,45}])(:\\d{1,5})?");

    private PageOfSite() {}

    /**
     * What became of a request.
     *
     * @param request one that the tracker understands
     * @param leftOut why it must not be recorded
     */
    public record Resolved(LocatedRequest request, Optional<String> leftOut) {}

    /** The request with its site, where it is a page; itself otherwise. */
    public static Resolved resolve(LocatedRequest located, Settings settings, SiteUrls sites) {
        TrackingRequest page = located.request();
        if (!FetchedPage.is(page)) {
            return new Resolved(located, Optional.empty());
        }
        if (!settings.recordsBots()) {
            return new Resolved(located, Optional.of("bots-not-recorded"));
        }
        String logged = page.headers().getOrDefault("host", "").toLowerCase(Locale.ROOT);
        String host = HOST.matcher(logged).matches() ? logged : "";
        Optional<Integer> site = site(host, page.path(), settings, sites);
        if (site.isEmpty()) {
            return new Resolved(located, Optional.of("unknown-host"));
        }
        if (!settings.chatbotSites().takes(site.get())) {
            return new Resolved(located, Optional.of("other-site"));
        }
        String origin = origin(host, page.headers().getOrDefault(FetchedPage.HEADER, ""), settings.site(site.get()));
        return new Resolved(new LocatedRequest(located.file(), call(page, site.get(), origin)), Optional.empty());
    }

    private static Optional<Integer> site(String host, String path, Settings settings, SiteUrls sites) {
        String name = host.replaceFirst(":\\d+$", "");
        return settings.chatbotSites()
                .of(name)
                .or(() -> name.isEmpty() ? Optional.empty() : sites.lowestSite("http://" + name + path))
                .or(() -> settings.chatbotSites().others());
    }

    /** Scheme and host of the page's URL: as logged, else as the site's URL for that host has them, else as its first one. */
    private static String origin(String host, String loggedScheme, Optional<Site> site) {
        List<UrlParts> urls = site.map(s -> s.urls().own()).orElse(List.of()).stream()
                .flatMap(url -> UrlParts.parse(ByteText.bytes(url)).stream())
                .filter(parts -> UrlParts.filled(parts.host()))
                .toList();
        Optional<UrlParts> main = urls.stream()
                .filter(parts ->
                        host.isEmpty() || host.replaceFirst(":\\d+$", "").equalsIgnoreCase(parts.host()))
                .findFirst()
                .or(() -> urls.stream().findFirst());
        String scheme = loggedScheme.isEmpty()
                ? main.map(UrlParts::scheme).filter(UrlParts::filled).orElse("http")
                : loggedScheme;
        String usual = scheme.equals("https") ? ":443" : ":80";
        String shown = host.isEmpty() ? main.map(PageOfSite::authority).orElse("localhost") : host;
        return scheme + "://" + (shown.endsWith(usual) ? shown.substring(0, shown.length() - usual.length()) : shown);
    }

    private static String authority(UrlParts url) {
        return ByteText.text(Objects.requireNonNullElse(url.host(), "")) + (url.port() == 0 ? "" : ":" + url.port());
    }

    private static TrackingRequest call(TrackingRequest page, int idSite, String origin) {
        int at = page.query().lastIndexOf(FetchedPage.URL);
        String facts = page.query().substring(0, Math.max(0, at));
        String target = at < 0 ? "" : page.query().substring(at + FetchedPage.URL.length());
        String url = UrlCoding.encode(ByteText.bytes(origin)) + target;
        String download = DOWNLOADS.contains(extension(page.path())) ? "&download=" + url : "";
        Map<String, String> headers = new HashMap<>(page.headers());
        headers.remove(FetchedPage.HEADER);
        String query = facts + "&idsite=" + idSite + FetchedPage.URL + url + download;
        return page.with(page.call().with(query, Optional.empty(), Optional.empty()))
                .withHeaders(headers);
    }

    private static String extension(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') ? path.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
    }
}
