/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import com.google.common.base.Splitter;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Json;
import io.github.trackreplay.php.PhpArray;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.settings.CustomDimension;
import io.github.trackreplay.tracking.settings.CustomDimension.Extraction;
import io.github.trackreplay.tracking.settings.Goal;
import io.github.trackreplay.tracking.settings.Site;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes sites, as the tracker sees them, of the rows of Matomo's tables: their own lists joined with the global ones. Rows are sorted
 * by their sites once, since there may be thousands of these.
 */
final class SiteReader {
    /** What Matomo takes for search words where neither the site nor the global option says. */
    private static final String SEARCH_KEYWORDS = "q,query,s,search,searchword,k,keyword,keywords";

    private static final Pattern UTC_OFFSET = Pattern.compile("UTC([+-])(\\d{1,2})(?:\\.(\\d{1,2}))?");

    private final Map<String, String> options;
    private final Map<String, List<Map<String, String>>> urls;
    private final Map<String, List<Map<String, String>>> goals;
    private final Map<String, List<Map<String, String>>> dimensions;
    /** Lists that were made of two texts before: most sites have the same. */
    private final Map<Texts, List<String>> joined = new HashMap<>();

    private final Map<Texts, List<String>> parameters = new HashMap<>();

    /** Goals that were made before: many sites have the same. */
    private final Map<Goal, Goal> sharedGoals = new HashMap<>();

    private record Texts(@Nullable String first, @Nullable String second) {}

    SiteReader(SettingsRows now) {
        this.options = now.options();
        this.urls = bySite(now.sites().urls());
        this.goals = bySite(now.sites().goals());
        this.dimensions = bySite(now.sites().dimensions());
    }

    private static Map<String, List<Map<String, String>>> bySite(List<Map<String, String>> rows) {
        return rows.stream().collect(Collectors.groupingBy(row -> text(row, "idsite")));
    }

    Site site(Map<String, String> row) {
        String id = text(row, "idsite");
        return new Site(
                Integer.parseInt(id),
                row.getOrDefault("type", "website"),
                RowReader.time(row.get("ts_created")) instanceof Value.Time time ? time.seconds() : 0,
                zone(row.get("timezone")),
                new Site.Urls(urls(row), keepFragment(row.get("keep_url_fragment"), options)),
                search(row, options),
                excluded(row, options),
                goals.getOrDefault(id, List.of()).stream().map(this::shared).toList(),
                dimensions.getOrDefault(id, List.of()).stream()
                        .map(SiteReader::dimension)
                        .toList());
    }

    private Site.Search search(Map<String, String> row, Map<String, String> options) {
        return new Site.Search(
                flag(row, "sitesearch"),
                parameters(
                        row.get("sitesearch_keyword_parameters"),
                        options.getOrDefault("SitesManager_SearchKeywordParameters", SEARCH_KEYWORDS)),
                parameters(
                        row.get("sitesearch_category_parameters"),
                        options.getOrDefault("SitesManager_SearchCategoryParameters", "")));
    }

    private Site.Excluded excluded(Map<String, String> row, Map<String, String> options) {
        return new Site.Excluded(
                flag(row, "exclude_unknown_urls"),
                joined(row.get("excluded_ips"), options.get("SitesManager_ExcludedIpsGlobal")),
                joined(row.get("excluded_parameters"), options.get("SitesManager_ExcludedQueryParameters")),
                joined(options.get("SitesManager_ExcludedUserAgentsGlobal"), row.get("excluded_user_agents")),
                joined(options.get("SitesManager_ExcludedReferrersGlobal"), row.get("excluded_referrers")));
    }

    private List<String> urls(Map<String, String> site) {
        List<String> all = new ArrayList<>();
        all.add(text(site, "main_url"));
        urls.getOrDefault(text(site, "idsite"), List.of()).forEach(row -> all.add(text(row, "url")));
        return all;
    }

    /** Matomo's zones are those of Java but for {@code UTC+5.5} and the like. */
    static ZoneId zone(@Nullable String name) {
        Matcher offset = UTC_OFFSET.matcher(name == null ? "" : name);
        try {
            if (offset.matches()) {
                int hours = Integer.parseInt(offset.group(2));
                String fraction = offset.group(3) == null ? "0" : offset.group(3);
                int minutes = (int) Math.round(Double.parseDouble("0." + fraction) * 60);
                int seconds = (hours * 60 + minutes) * 60;
                return ZoneOffset.ofTotalSeconds(offset.group(1).equals("-") ? -seconds : seconds);
            }
            return name == null || name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name, ZoneId.SHORT_IDS);
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }

    /** A column's text; NULL is an empty one, as to PHP's string functions. */
    private static String text(Map<String, String> row, String name) {
        return Objects.requireNonNullElse(row.get(name), "");
    }

    static boolean flag(Map<String, String> row, String name) {
        String value = row.get(name);
        return value != null && !value.isEmpty() && !value.equals("0");
    }

    private List<String> parameters(@Nullable String own, String global) {
        return parameters.computeIfAbsent(
                new Texts(own, global),
                texts -> List.copyOf(
                        Splitter.on(',').splitToList(own == null || own.isEmpty() || own.equals("0") ? global : own)));
    }

    private List<String> joined(@Nullable String first, @Nullable String second) {
        return joined.computeIfAbsent(new Texts(first, second), SiteReader::joined);
    }

    private static List<String> joined(Texts texts) {
        Set<String> entries = new LinkedHashSet<>();
        for (String list : new String[] {texts.first(), texts.second()}) {
            if (list != null) {
                Splitter.on(',').omitEmptyStrings().split(list).forEach(entries::add);
            }
        }
        return List.copyOf(entries);
    }

    private static boolean keepFragment(@Nullable String own, Map<String, String> options) {
        return switch (own == null ? "" : own) {
            case "1" -> true;
            case "2" -> false;
            default -> flag(options, "SitesManager_KeepURLFragmentsGlobal");
        };
    }

    private Goal shared(Map<String, String> row) {
        Goal goal = goal(row);
        Goal before = sharedGoals.putIfAbsent(goal, goal);
        return before == null ? goal : before;
    }

    private static Goal goal(Map<String, String> row) {
        return new Goal(
                Integer.parseInt(text(row, "idgoal")),
                text(row, "match_attribute"),
                text(row, "pattern"),
                text(row, "pattern_type"),
                flag(row, "case_sensitive"),
                flag(row, "allow_multiple"),
                new BigDecimal(text(row, "revenue")),
                flag(row, "event_value_as_revenue"));
    }

    private static CustomDimension dimension(Map<String, String> row) {
        return new CustomDimension(
                Integer.parseInt(text(row, "idcustomdimension")),
                Integer.parseInt(text(row, "index")),
                text(row, "scope"),
                extractions(row.get("extractions")),
                !"0".equals(row.get("case_sensitive")));
    }

    private static List<Extraction> extractions(@Nullable String json) {
        List<Extraction> extractions = new ArrayList<>();
        if (Json.decode(ByteText.bytes(json == null ? "" : json)) instanceof PhpArray list) {
            for (Object element : list.values()) {
                if (element instanceof PhpArray extraction
                        && extraction.get("dimension") instanceof String dimension
                        && extraction.get("pattern") instanceof String pattern) {
                    extractions.add(new Extraction(ByteText.text(dimension), ByteText.text(pattern)));
                }
            }
        }
        return extractions;
    }
}
