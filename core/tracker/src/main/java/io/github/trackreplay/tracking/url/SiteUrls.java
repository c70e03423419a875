/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.url;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Multibyte;
import io.github.trackreplay.php.UrlParts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which sites own which URLs, as Matomo's {@code SitesManager\SiteUrls} groups them: by host without {@code www.}, then by path,
 * the deepest path first. A host that begins with a dot stands for all subdomains. Immutable.
 *
 * <p>Source of the rules: Matomo's {@code SitesManager/SiteUrls::groupUrlsByHost} and
 * {@code SitesManager/SiteUrls::getIdSitesMatchingUrl}.
 */
public final class SiteUrls {
    /** The deepest path first, then the greater one. */
    private static final Comparator<PathOwners> DEEPEST_FIRST = Comparator.comparingInt(
                    (PathOwners owners) -> -slashes(owners.path()))
            .thenComparing(PathOwners::path, Comparator.reverseOrder());

    /** Those of no site. */
    public static final SiteUrls NONE = new SiteUrls(Map.of());

    private final Map<String, List<PathOwners>> byHost;
    private final int longestHost;

    private SiteUrls(Map<String, List<PathOwners>> byHost) {
        this.byHost = byHost;
        this.longestHost =
                byHost.keySet().stream().mapToInt(String::length).max().orElse(0);
    }

    private record PathOwners(String path, Set<Integer> sites) {}

    /** Whose a URL is. */
    public enum Owner {
        /** No site is known for it. */
        UNKNOWN,
        /** The site that was asked for, perhaps among others. */
        THIS_SITE,
        /** Other sites only. */
        OTHER_SITE
    }

    /** Groups the URLs of sites (main and alias URLs, by site id). */
    public static SiteUrls of(Map<Integer, ? extends Collection<String>> urlsBySite) {
        Map<String, Map<String, Set<Integer>>> grouped = new HashMap<>();
        urlsBySite.forEach((site, urls) -> urls.forEach(url -> UrlParts.parse(ByteText.bytes(url))
                .filter(parts -> parts.host() != null)
                .ifPresent(parts -> grouped.computeIfAbsent(host(parts), h -> new LinkedHashMap<>())
                        .computeIfAbsent(path(parts), p -> new TreeSet<>())
                        .add(site))));
        Map<String, List<PathOwners>> byHost = new HashMap<>();
        grouped.forEach((host, paths) -> byHost.put(
                host,
                paths.entrySet().stream()
                        .map(entry -> new PathOwners(entry.getKey(), Set.copyOf(entry.getValue())))
                        .sorted(DEEPEST_FIRST)
                        .toList()));
        return new SiteUrls(Map.copyOf(byHost));
    }

    /** Whose a URL (text) is. */
    public Owner owner(String url, int site) {
        return UrlParts.parse(ByteText.bytes(url))
                .map(parts -> owner(parts, site, Optional.empty()))
                .orElse(Owner.UNKNOWN);
    }

    /**
     * Whose a URL is, when the host of the request's own page counts as the site's too.
     *
     * @param page the page's URL as far as it can be taken apart
     */
    public Owner owner(UrlParts url, int site, Optional<UrlParts> page) {
        if (!UrlParts.filled(url.host())) {
            return Owner.UNKNOWN;
        }
        String host = host(url);
        String path = path(url);
        String pageHost = pageHost(page);
        Owner owner = owner(host, path, site, pageHost);
        int last = host.lastIndexOf('.');
        int start = 0;
        while (owner == Owner.UNKNOWN) {
            if (mayBeKnown(1 + host.length() - start, pageHost)) {
                owner = owner('.' + host.substring(start), path, site, pageHost);
            }
            int dot = host.indexOf('.', start);
            if (dot == last) {
                return owner;
            }
            start = dot + 1;
        }
        return owner;
    }

    /** By its length alone: a host may have hundreds of thousands of labels, and only short names are known. */
    private boolean mayBeKnown(int hostLength, String pageHost) {
        return hostLength <= longestHost || hostLength == pageHost.length();
    }

    private Owner owner(String host, String path, int site, String pageHost) {
        boolean isPage = host.equals(pageHost);
        for (PathOwners owners : byHost.getOrDefault(host, List.of())) {
            if (path.startsWith(owners.path())) {
                boolean mine = owners.sites().contains(site)
                        || (isPage && owners.path().equals("/"));
                return mine ? Owner.THIS_SITE : Owner.OTHER_SITE;
            }
        }
        return isPage ? Owner.THIS_SITE : Owner.UNKNOWN;
    }

    /** The lowest number of the sites that a URL (text) lies under. */
    public Optional<Integer> lowestSite(String url) {
        Optional<UrlParts> parts = UrlParts.parse(ByteText.bytes(url)).filter(found -> UrlParts.filled(found.host()));
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        String host = host(parts.get());
        String path = path(parts.get());
        Optional<Integer> site = lowestSite(host, path);
        for (int start = 0; site.isEmpty() && start >= 0; ) {
            if (mayBeKnown(1 + host.length() - start, "")) {
                site = lowestSite('.' + host.substring(start), path);
            }
            int dot = host.indexOf('.', start);
            start = dot < 0 ? -1 : dot + 1;
        }
        return site;
    }

    private Optional<Integer> lowestSite(String host, String path) {
        return byHost.getOrDefault(host, List.of()).stream()
                .filter(owners -> path.startsWith(owners.path()))
                .findFirst()
                .flatMap(owners -> owners.sites().stream().min(Comparator.naturalOrder()));
    }

    /** The path of the known URL that a URL lies under; nothing where its host is not known. */
    public Optional<String> pathAbove(UrlParts url, Optional<UrlParts> page) {
        if (!UrlParts.filled(url.host())) {
            return Optional.empty();
        }
        String host = host(url);
        String path = path(url);
        for (PathOwners owners : byHost.getOrDefault(host, List.of())) {
            if (path.startsWith(owners.path())) {
                return Optional.of(owners.path());
            }
        }
        return host.equals(pageHost(page)) ? Optional.of("/") : Optional.empty();
    }

    private static String pageHost(Optional<UrlParts> page) {
        return page.filter(parts -> parts.host() != null).map(SiteUrls::host).orElse("");
    }

    private static String host(UrlParts parts) {
        String host = Multibyte.lower(Objects.requireNonNullElse(parts.host(), ""));
        return host.startsWith("www.") ? host.substring(4) : host;
    }

    private static String path(UrlParts parts) {
        if (parts.path() == null) {
            return "/";
        }
        String path = Multibyte.lower(parts.path());
        return path.endsWith("/") ? path : path + '/';
    }

    private static int slashes(String path) {
        return (int) path.chars().filter(c -> c == '/').count();
    }

    /** The hosts of some URLs, as Matomo keeps them for a site. */
    public static List<String> hosts(Collection<String> urls) {
        List<String> hosts = new ArrayList<>();
        urls.forEach(url -> UrlParts.parse(ByteText.bytes(url))
                .map(UrlParts::host)
                .ifPresent(host -> hosts.add(ByteText.text(host))));
        return hosts;
    }

    /** Whether a host is one of a site's hosts, upper case and every {@code www.} left aside. */
    public static boolean isAlias(String host, Collection<String> siteHosts) {
        String canonical = aliasHost(host);
        return siteHosts.stream().anyMatch(known -> aliasHost(known).equals(canonical));
    }

    private static String aliasHost(String host) {
        return Multibyte.lowerText(host).replace("www.", "");
    }
}
