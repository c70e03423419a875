/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.model.Columns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The columns that each release's plugins declare, as decision 0010 lists them, against those that the replay writes. */
class DimensionsTest {
    private static final Path DECISION = Path.of("..", "..", "docs", "decisions", "0010-rules-by-release.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (4\\.16\\.1 and|from (\\d+\\.\\d+)).*? \\| (.*) \\|$");
    private static final Pattern COLUMN = Pattern.compile("`(\\w+)`");

    /** What later releases brought. */
    private static final Set<String> LATER = Set.of("pageviews_before", "ai_agent_name");

    private static Map<String, Set<String>> declared() throws IOException {
        Map<String, Set<String>> declared = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(DECISION));
        while (row.find()) {
            Set<String> columns =
                    COLUMN.matcher(row.group(3)).results().map(c -> c.group(1)).collect(Collectors.toSet());
            declared.put(row.group(2) == null ? "4.16" : row.group(2), columns);
        }
        return declared;
    }

    /** All columns that get a value in traffic of all kinds. */
    private static Set<String> written(String version) {
        Fixture fixture = new Fixture().version(version);
        fixture.goal(1, "url", "thanks", "contains", false);
        String visitor = "_id=1234567890abcdef&";
        String url = visitor + "url=https%3A%2F%2Fshop.example.com%2F";
        String place = "&country=de&region=BE&city=Berlin&lat=52.5&long=13.4&token_auth=" + Fixture.TOKEN;
        fixture.play(
                fixture.request(
                        0,
                        url + "a&uid=me&res=800x600&urlref=https%3A%2F%2Fwww.google.com%2Fsearch%3Fq%3Dx&pv_id=abcdef"
                                + place),
                fixture.request(1, url + "a&e_c=c&e_a=a&e_n=n&e_v=1"),
                fixture.request(2, url + "a&c_n=n&c_p=p&c_t=t&c_i=i"),
                fixture.request(3, url + "a&search=word&search_cat=cat&search_count=3"),
                fixture.request(4, url + "p&_pks=sku&_pkn=name&_pkc=cat&_pkp=5"),
                fixture.request(5, url + "thanks"),
                fixture.request(
                        6,
                        visitor + "idgoal=0&ec_id=o1&revenue=5&ec_st=4&ec_tx=1&ec_sh=1&ec_dt=1&ec_items="
                                + "%5B%5B%22s%22%2C%22n%22%2C%22c%22%2C2%2C1%5D%5D"));
        Set<String> names = new TreeSet<>();
        for (Iterable<Columns> rows : List.<Iterable<Columns>>of(
                fixture.tables.visits.values(), fixture.tables.links.values(), fixture.tables.conversions.values())) {
            rows.forEach(row -> names.addAll(row.names()));
        }
        return names;
    }

    @Test
    void everyDimensionOfAReleaseIsWrittenAndNoneOfALaterOne() throws IOException {
        Map<String, Set<String>> declared = declared();
        assertThat(declared.keySet()).containsExactly("4.16", "5.0", "5.6");
        assertThat(declared.get("4.16")).hasSizeGreaterThan(70);
        for (String version : new String[] {"4.16.1", "5.0.0", "5.2.0", "5.13.0"}) {
            Set<String> wanted = new TreeSet<>();
            declared.forEach((since, columns) -> {
                if (isIn(version, since)) {
                    wanted.addAll(columns);
                }
            });
            Set<String> later = new TreeSet<>(LATER);
            later.removeAll(wanted);
            Set<String> written = written(version);
            assertThat(written).as(version).containsAll(wanted);
            later.retainAll(written);
            assertThat(later).as(version).isEmpty();
        }
    }

    private static boolean isIn(String version, String since) {
        int[] has = parts(version);
        int[] first = parts(since);
        return has[0] > first[0] || (has[0] == first[0] && has[1] >= first[1]);
    }

    private static int[] parts(String version) {
        String[] words = version.split("\\.", -1);
        return new int[] {Integer.parseInt(words[0]), Integer.parseInt(words[1])};
    }
}
