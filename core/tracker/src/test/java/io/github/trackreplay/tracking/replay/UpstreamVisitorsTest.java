/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** As {@link UpstreamValuesTest}, of who is who: visitor ids and user ids. */
class UpstreamVisitorsTest {
    private static final String PAGE = "url=https%3A%2F%2Fshop.example.com%2Fa";
    private static final String OTHER_DEVICE = "&lang=ja&ua=Mozilla%2F5.0+%28Macintosh%3B+Intel+Mac+OS+X+10_9_3%29"
            + "+AppleWebKit%2F537.75.14+%28KHTML%2C+like+Gecko%29+Version%2F7.0.3+Safari%2F7046A194A";

    /**
     * Somebody who logs in ({@code +}), out ({@code -}), begins a new visit ({@code !}) or uses another device or browser
     * without cookies ({@code d}, {@code c}), with a page view ({@code p}) or an outlink ({@code a}) each second.
     */
    private static final class Person {
        private final Fixture fixture;
        private String visitor = "000000000000000a";
        private String more = "";
        private String user = "";
        private long seconds;

        Person(boolean overwrites) {
            fixture = new Fixture()
                    .version("5.13.0")
                    .option("enable_userid_overwrites_visitorid", overwrites ? "1" : "0");
            fixture.now = Fixture.NOON + 100_000;
        }

        Person does(String steps) {
            for (int i = 0; i < steps.length(); i++) {
                switch (steps.charAt(i)) {
                    case '+' -> user = "&uid=user-1";
                    case '-' -> user = "";
                    case '!' -> more = more + "&new_visit=1";
                    case 'c' -> visitor = "000000000000000b";
                    case 'd' -> {
                        visitor = "000000000000000c";
                        more = OTHER_DEVICE;
                        user = "";
                    }
                    default -> request(steps.charAt(i) == 'a' ? "&link=https%3A%2F%2Fexample.com%2Fx" : "");
                }
            }
            return this;
        }

        private void request(String link) {
            fixture.play(fixture.request(seconds++, "_id=" + visitor + user + more + "&" + PAGE + link));
            more = more.replace("&new_visit=1", "");
        }

        Person waits(long time) {
            seconds += time;
            return this;
        }

        /** The visitor ids of log_visit and of log_link_visit_action, and the actions of each visit. */
        Person has(int visitors, Integer... actions) {
            List<Integer> counts = new ArrayList<>();
            fixture.tables
                    .visits
                    .keySet()
                    .forEach(visit -> counts.add((int) fixture.tables.links.values().stream()
                            .filter(link -> link.get("idvisit").equals(new Ref.Id(visit)))
                            .count()));
            assertThat(counts).containsExactly(actions);
            assertThat(distinct(fixture.tables.visits.values(), "idvisitor")).isEqualTo(visitors);
            assertThat(distinct(fixture.tables.links.values(), "idvisitor")).isEqualTo(visitors);
            return this;
        }

        Value visitorOf(long visit) {
            return fixture.visit(visit).get("idvisitor");
        }

        private static long distinct(Collection<Columns> rows, String column) {
            return rows.stream().map(row -> row.get(column)).distinct().count();
        }
    }

    @Test
    void visitorIdInAllRows() {
        for (boolean overwrites : List.of(true, false)) {
            Person person = new Person(overwrites).does("ppa").has(1, 3);
            Value before = person.visitorOf(1);
            person.does("+a").has(1, 4);
            assertThat(person.visitorOf(1).equals(before)).isEqualTo(!overwrites);
            person.does("ap").has(1, 6).does("-a").has(1, 7);
            assertThat(person.visitorOf(1)).isEqualTo(before);
            person.does("a").has(1, 8);

            new Person(overwrites)
                    .does("ppa")
                    .has(1, 3)
                    .does("!p")
                    .has(1, 3, 1)
                    .does("a")
                    .has(1, 3, 2);
            new Person(overwrites)
                    .does("pp+p")
                    .has(1, 3)
                    .does("p-p")
                    .has(1, 5)
                    .does("p")
                    .has(1, 6);
        }
    }

    @Test
    void visitorIdInAllRowsOfSeveralVisits() {
        new Person(true).does("ppa+a").has(1, 4).does("dppa+a").has(2, 5, 3);
        new Person(false).does("ppa+a").has(1, 4).does("dppa+a").has(2, 4, 4);
        new Person(true).does("pp+p").has(1, 3).does("dpp+p").has(2, 4, 2);
        new Person(false).does("pp+p").has(1, 3).does("dpp+p").has(2, 3, 3);
        new Person(true)
                .does("ppa+aap-a")
                .has(1, 7)
                .does("!ap+a")
                .has(2, 7, 3)
                .does("ap")
                .has(2, 7, 5)
                .does("-a")
                .has(2, 8, 5);
        new Person(false)
                .does("ppa+aap-a")
                .has(1, 7)
                .does("!ap+a")
                .has(1, 7, 3)
                .does("ap")
                .has(1, 7, 5)
                .does("-a")
                .has(1, 7, 6);
        new Person(true)
                .does("pp!p")
                .has(1, 2, 1)
                .does("+p")
                .has(2, 2, 2)
                .does("-p")
                .has(2, 3, 2);
        new Person(false)
                .does("pp!p")
                .has(1, 2, 1)
                .does("+p")
                .has(1, 2, 2)
                .does("-p")
                .has(1, 2, 3);
        for (boolean overwrites : List.of(true, false)) {
            new Person(overwrites)
                    .does("pp+pp-p")
                    .has(1, 5)
                    .does("c!p+p")
                    .has(2, 5, 2)
                    .does("p-p")
                    .has(2, 5, 4);
            new Person(overwrites)
                    .does("ppa+a")
                    .waits(1801)
                    .does("ppa")
                    .has(1, 4, 3)
                    .waits(1801)
                    .does("p")
                    .has(1, 4, 3, 1);
            new Person(overwrites).does("pa").waits(86_400).does("pa").has(1, 2, 2);
        }
        new Person(true)
                .does("ppa+aap-a")
                .waits(1801)
                .does("!ap+a")
                .has(2, 7, 3)
                .does("ap-a")
                .has(2, 7, 5, 1);
        new Person(false)
                .does("ppa+aap-a")
                .waits(1801)
                .does("!ap+a")
                .has(1, 7, 3)
                .does("ap-a")
                .has(1, 7, 6);
    }

    @Test
    void userChangeStartsVisit() {
        for (String overwrites : List.of("0", "1")) {
            Fixture fixture = new Fixture().version("5.13.0").option("enable_userid_overwrites_visitorid", overwrites);
            String visitor = "_id=1234567890abcdef&" + PAGE;
            fixture.play(
                    fixture.request(0, visitor),
                    fixture.request(1, visitor + "&uid=foo_different"),
                    fixture.request(250, visitor + "&uid=foo"),
                    fixture.request(251, visitor + "&uid=foo"));
            assertThat(fixture.tables.visits).as(overwrites).hasSize(2);
        }
    }
}
