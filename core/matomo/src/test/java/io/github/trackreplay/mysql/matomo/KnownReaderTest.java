/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trackreplay.tracking.model.ActionName;
import io.github.trackreplay.tracking.model.ConversionKey;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.KnownVisit;
import io.github.trackreplay.tracking.model.OrderName;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.SiteDay;
import io.github.trackreplay.tracking.model.VisitLookup;
import io.github.trackreplay.tracking.model.Wanted;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KnownReaderTest {
    private static final long NOON = 1_772_539_200; // 2026-03-03 12:00:00 UTC

    private static MatomoDatabase matomo;

    private Connection connection;
    private final Wanted wanted = new Wanted();
    /** Instead of what the server takes. */
    private Optional<LiteralRows> literalRows = Optional.empty();

    @BeforeAll
    static void create() {
        matomo = MatomoDatabase.create();
    }

    @AfterAll
    static void drop() {
        matomo.close();
    }

    @BeforeEach
    void begin() throws SQLException {
        connection = matomo.begin();
    }

    @AfterEach
    void rollBack() throws SQLException {
        connection.rollback();
        connection.close();
    }

    @Test
    void findsTheLatestVisitOfAVisitorHoweverLongAgo() throws SQLException {
        visit(1, 7, 100, NOON - 400L * 86_400);
        long latest = visit(1, 7, 101, NOON - 300L * 86_400);
        visit(2, 7, 102, NOON - 10);
        visit(1, 8, 103, NOON - 10);
        visit(1, 7, 104, NOON + 100);
        VisitLookup.OfVisitor lookup = new VisitLookup.OfVisitor(1, 7, NOON);
        wanted.add(lookup);

        assertThat(load().visit(lookup).map(KnownVisit::visit)).contains(new Ref.Id(latest));
    }

    @Test
    void amongVisitsOfTheSameSecondFindsTheOneThatMatomosIndexGivesFirst() throws SQLException {
        long first = visit(1, 7, 100, NOON);
        visit(1, 7, 101, NOON);
        VisitLookup.OfVisitor lookup = new VisitLookup.OfVisitor(1, 7, NOON + 60);
        wanted.add(lookup);

        assertThat(load().visit(lookup).map(KnownVisit::visit)).contains(new Ref.Id(first));
    }

    @ParameterizedTest
    @EnumSource(LiteralRows.class)
    void answersForManyMomentsOfOneVisitor(LiteralRows rows) throws SQLException {
        assumeTrue(rows == LiteralRows.UNION || isTaken(rows), "this server knows another form only");
        literalRows = Optional.of(rows);
        List<Long> visits = new ArrayList<>();
        for (int hour = 0; hour < 5; hour++) {
            visits.add(visit(1, 7, 100 + hour, NOON + hour * 3600L));
        }
        VisitLookup.OfVisitor early = new VisitLookup.OfVisitor(1, 7, NOON + 1800);
        VisitLookup.OfVisitor late = new VisitLookup.OfVisitor(1, 7, NOON + 3 * 3600L);
        VisitLookup.OfVisitor before = new VisitLookup.OfVisitor(1, 7, NOON - 1);
        wanted.add(early);
        wanted.add(late);
        Known known = load();

        assertThat(known.visit(early).map(KnownVisit::visit)).contains(new Ref.Id(visits.get(0)));
        assertThat(known.visit(late).map(KnownVisit::visit)).contains(new Ref.Id(visits.get(3)));
        wanted.add(before);
        assertThat(load().visit(before)).isEmpty();
    }

    @Test
    void findsVisitsOfAConfigurationWithinTheWindow() throws SQLException {
        visit(1, 7, 100, NOON - 1801);
        long inside = visit(1, 8, 100, NOON - 1800);
        VisitLookup.OfConfig lookup = new VisitLookup.OfConfig(1, 100, NOON - 1800, NOON);
        VisitLookup.OfConfig other = new VisitLookup.OfConfig(3, 100, NOON - 1800, NOON);
        wanted.add(lookup);
        wanted.add(other);
        Known known = load();

        assertThat(known.visit(lookup, null).map(KnownVisit::visit)).contains(new Ref.Id(inside));
        assertThat(known.visit(other, null)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(LiteralRows.class)
    void findsMoreVisitorsAndConfigurationsThanFitIntoOneList(LiteralRows rows) throws SQLException {
        assumeTrue(rows == LiteralRows.UNION || isTaken(rows), "this server knows another form only");
        literalRows = Optional.of(rows);
        long some = visit(1, 1234, 77_777, NOON);
        for (int i = 0; i < 3000; i++) {
            wanted.add(new VisitLookup.OfVisitor(1, i, NOON));
            wanted.add(new VisitLookup.OfConfig(1, 76_000 + i, NOON - 1800, NOON));
            wanted.actions().add(new ActionName("page " + i, 4));
        }
        execute("INSERT INTO matomo_log_action (name, hash, type) VALUES ('page 2999', CRC32('page 2999'), 4)");
        Known known = load();

        assertThat(known.visit(new VisitLookup.OfVisitor(1, 1234, NOON)).map(KnownVisit::visit))
                .contains(new Ref.Id(some));
        assertThat(known.visit(new VisitLookup.OfConfig(1, 77_777, NOON - 1800, NOON), null)
                        .map(KnownVisit::visit))
                .contains(new Ref.Id(some));
        assertThat(known.action(new ActionName("page 2999", 4))).isPresent();
        assertThat(known.action(new ActionName("page 1", 4))).isEmpty();
    }

    @Test
    void asksForConfigurationsOfThousandsOfSitesWithoutOpeningTheTableForEach() throws SQLException {
        long inside = visit(1234, 7, 100, NOON);
        visit(1235, 7, 100, NOON - 1801);
        for (int site = 1; site <= 2000; site++) {
            wanted.add(new VisitLookup.OfConfig(site, 100, NOON - 1800, NOON));
            wanted.orders().add(new OrderName(site, "A-1"));
        }
        long before = opened();
        Known known = load();

        assertThat(opened() - before).isLessThan(100);
        assertThat(known.visit(new VisitLookup.OfConfig(1234, 100, NOON - 1800, NOON), null)
                        .map(KnownVisit::visit))
                .contains(new Ref.Id(inside));
        assertThat(known.visit(new VisitLookup.OfConfig(1235, 100, NOON - 1800, NOON), null))
                .isEmpty();
    }

    private long opened() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW SESSION STATUS LIKE 'Opened_tables'")) {
            row.next();
            return row.getLong(2);
        }
    }

    @Test
    void readsColumnsInTheFormInWhichTheyAreDecided() throws SQLException {
        long id = visit(1, 7, 100, NOON);
        execute(
                "UPDATE matomo_log_visit SET user_id = 'ü', visit_exit_idaction_url = 5, visit_exit_idaction_name = NULL,"
                        + " location_latitude = 52.5, location_ip = x'7f000000' WHERE idvisit = " + id);
        VisitLookup.OfVisitor lookup = new VisitLookup.OfVisitor(1, 7, NOON);
        wanted.add(lookup);
        KnownVisit visit = load().visit(lookup).orElseThrow();

        assertThat(visit.lastActionTime()).isEqualTo(NOON);
        assertThat(visit.columns().text("user_id")).isEqualTo("ü");
        assertThat(visit.columns().get("visit_exit_idaction_url")).isEqualTo(new Ref.Id(5));
        assertThat(visit.columns().isSet("visit_exit_idaction_name")).isFalse();
        assertThat(visit.columns().get("location_latitude")).hasToString("Real[number=52.500000]");
        assertThat(visit.columns().get("location_ip")).hasToString("Bytes[7f000000]");
        assertThat(visit.columns().has("visitor_days_since_first")).isFalse();
    }

    @Test
    void anActionIsTheLowestRowOfExactlyThatName() throws SQLException {
        execute("INSERT INTO matomo_log_action (idaction, name, hash, type) VALUES (11, 'Page', CRC32('Page'), 4),"
                + " (12, 'Page', CRC32('Page'), 4), (10, 'Page', CRC32('Page'), 1), (9, 'other', CRC32('Page'), 4)");
        wanted.actions().add(new ActionName("Page", 4));
        wanted.actions().add(new ActionName("page", 4));
        wanted.actions().add(new ActionName("Page", 1));
        Known known = load();

        assertThat(known.action(new ActionName("Page", 4))).contains(new Ref.Id(11));
        assertThat(known.action(new ActionName("Page", 1))).contains(new Ref.Id(10));
        assertThat(known.action(new ActionName("page", 4))).isEmpty();
    }

    @Test
    void knowsOrdersConversionsAndItemsOfVisits() throws SQLException {
        execute(
                "INSERT INTO matomo_log_conversion (idvisit, idsite, idvisitor, server_time, idgoal, buster, idorder, url)"
                        + " VALUES (5, 1, x'0000000000000007', NOW(), 0, 0, 'A-1', ''), (5, 1, x'0000000000000007', NOW(), 2, 99, NULL, '')");
        execute(
                "INSERT INTO matomo_log_conversion_item VALUES (1, x'0000000000000007', NOW(), 5, 'A-1', 3, 0, 0, 0, 0, 0, 0,"
                        + " 9.99, 2, 0)");
        wanted.orders().add(new OrderName(1, "a-1"));
        wanted.orders().add(new OrderName(2, "A-1"));
        wanted.conversions().add(new Ref.Id(5));
        wanted.items().add(new Ref.Id(5));
        wanted.items().add(new Ref.Id(6));
        Known known = load();

        assertThat(known.orderExists(new OrderName(1, "A-1"))).isTrue();
        assertThat(known.orderExists(new OrderName(2, "A-1"))).isFalse();
        assertThat(known.conversionExists(new ConversionKey(new Ref.Id(5), 2, 99)))
                .isTrue();
        assertThat(known.conversionExists(new ConversionKey(new Ref.Id(5), 2, 0)))
                .isFalse();
        assertThat(itemsOf(known, 5)).isEqualTo(1);
        assertThat(itemsOf(known, 6)).isZero();
    }

    @Test
    void knowsSaltsAndMarks() throws SQLException {
        LocalDate day = LocalDate.of(2031, 1, 2);
        execute(
                "INSERT INTO matomo_option VALUES ('fingerprint_salt_1_2031-01-02', '{\"value\":\"pepper\",\"time\":1}', 0),"
                        + " ('fingerprint_salt_2_2031-01-02', '', 0),"
                        + " ('aB1x_report_to_invalidate_1_2031-01-02_4711', '1', 0),"
                        + " ('report_to_invalidate_12_2031-01-03_1', '1', 0)");
        for (int site = 1; site <= 3; site++) {
            wanted.daySalts().add(new SiteDay(site, day));
            wanted.archivingMarks().add(new SiteDay(site, day));
        }
        wanted.archivingMarks().add(new SiteDay(12, day.plusDays(1)));
        Known known = load();

        assertThat(known.daySalt(new SiteDay(1, day))).contains("pepper");
        assertThat(known.daySalt(new SiteDay(2, day))).isEmpty();
        assertThat(known.daySalt(new SiteDay(3, day))).isEqualTo(Optional.empty());
        assertThat(known.isMarkedForArchiving(new SiteDay(1, day))).isTrue();
        assertThat(known.isMarkedForArchiving(new SiteDay(2, day))).isFalse();
        assertThat(known.isMarkedForArchiving(new SiteDay(12, day.plusDays(1)))).isTrue();
    }

    /** Thousands of sites have the same few dates, and each look at the marks reads the whole table. */
    @Test
    void ofADateThatWasLookedForOnlySitesWithAMarkAreAskedForAgain() throws SQLException {
        LocalDate day = LocalDate.of(2031, 1, 2);
        execute("INSERT INTO matomo_option VALUES ('aB1x_report_to_invalidate_7_2031-01-02_4711', '1', 0),"
                + " ('aB1y_report_to_invalidate_8_2031-01-03', '1', 0), ('report_to_invalidate_x_y', '1', 0)");
        wanted.archivingMarks().add(new SiteDay(1, day));
        Known known = load();

        Wanted more = new Wanted();
        known.wantArchivingMark(new SiteDay(2, day), more);
        known.wantArchivingMark(new SiteDay(7, day), more);
        known.wantArchivingMark(new SiteDay(8, day.plusDays(1)), more);

        assertThat(known.isMarkedForArchiving(new SiteDay(2, day))).isFalse();
        assertThat(more.archivingMarks()).containsExactly(new SiteDay(7, day), new SiteDay(8, day.plusDays(1)));
    }

    /** An archiver that took the mark away at once would archive without the rows of this transaction, and nobody would mark the day again. */
    @Test
    void anArchiverThatTakesAMarkAwayWaitsForTheTransactionThatFoundIt() throws SQLException {
        SiteDay day = new SiteDay(5, LocalDate.of(2031, 1, 2));
        execute("INSERT INTO matomo_option VALUES ('aB1x_report_to_invalidate_5_2031-01-02_4711', '1', 0)");
        connection.commit();
        wanted.archivingMarks().add(day);
        assertThat(load().isMarkedForArchiving(day)).isTrue();

        try (Connection archiver = matomo.begin();
                Statement statement = archiver.createStatement()) {
            statement.execute("SET innodb_lock_wait_timeout = 1");
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> statement.executeUpdate(
                            "DELETE FROM matomo_option WHERE option_name LIKE '%report_to_invalidate_5_%'")))
                    .hasMessageContaining("Lock wait timeout");
            archiver.rollback();
        } finally {
            execute("DELETE FROM matomo_option WHERE option_name LIKE '%report_to_invalidate_5_%'");
            connection.commit();
        }
    }

    /** Where the binary log has statements, a transaction reads what was there at its beginning. */
    @Test
    void aMarkThatAnArchiverHasTakenAwaySinceTheTransactionBeganIsNone() throws SQLException {
        SiteDay day = new SiteDay(6, LocalDate.of(2031, 1, 2));
        execute("INSERT INTO matomo_option VALUES ('aB1x_report_to_invalidate_6_2031-01-02_4711', '1', 0)");
        connection.commit();
        execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        execute("SELECT COUNT(*) FROM matomo_option");
        try (Connection archiver = matomo.begin();
                Statement statement = archiver.createStatement()) {
            statement.executeUpdate("DELETE FROM matomo_option WHERE option_name LIKE '%report_to_invalidate_6_%'");
            archiver.commit();
        }
        wanted.archivingMarks().add(day);

        assertThat(load().isMarkedForArchiving(day)).isFalse();
    }

    @Test
    void locksTheVisitsThatItFinds() throws SQLException {
        long id = visit(1, 7, 100, NOON);
        connection.commit();
        wanted.add(new VisitLookup.OfVisitor(1, 7, NOON));
        load();

        try (Connection other = matomo.begin();
                Statement statement = other.createStatement()) {
            statement.execute("SET innodb_lock_wait_timeout = 1");
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> statement.executeUpdate(
                            "UPDATE matomo_log_visit SET profilable = 1 WHERE idvisit = " + id)))
                    .hasMessageContaining("Lock wait timeout");
            other.rollback();
        } finally {
            execute("DELETE FROM matomo_log_visit");
            connection.commit();
        }
    }

    @Test
    void anActionThatWasFoundBeforeIsFoundAsLongAsItsRowIsThere() throws SQLException {
        ActionName page = new ActionName("shop.example/remembered", 1);
        ActionName other = new ActionName("shop.example/other", 1);
        KnownReader reader = new KnownReader(schema());
        Set<ActionName> both = Set.of(page, other);
        assertThat(idOf(reader, both, page)).isEmpty();
        long first = action(page);
        long later = action(page);
        long last = action(other);

        assertThat(idOf(reader, both, page)).contains(first);
        assertThat(idOf(reader, both, page)).contains(first);
        assertThat(idOf(reader, both, other)).contains(last);
        execute("DELETE FROM matomo_log_action WHERE idaction = " + first);
        assertThat(idOf(reader, both, page)).contains(later);
        execute("UPDATE matomo_log_action SET name = 'shop.example/third', hash = CRC32('shop.example/third')"
                + " WHERE idaction = " + later);
        assertThat(idOf(reader, both, page)).as("its id is another name's").isEmpty();
        assertThat(idOf(reader, both, other)).contains(last);
    }

    @Test
    void whatIsRememberedOfActionsIsBounded() {
        RememberedActions remembered = new RememberedActions(1_000);
        for (int i = 0; i < 100; i++) {
            remembered.put(new ActionName("shop.example/first", 1), 1);
            remembered.put(new ActionName("shop.example/" + i, 1), 2 + i);
        }

        assertThat(remembered.find(new ActionName("shop.example/first", 1))).isEqualTo(1);
        assertThat(remembered.find(new ActionName("shop.example/99", 1))).isEqualTo(101);
        assertThat(remembered.find(new ActionName("shop.example/80", 1))).isNull();
        remembered.forget(new ActionName("shop.example/99", 1));
        assertThat(remembered.find(new ActionName("shop.example/99", 1))).isNull();
    }

    private Optional<Long> idOf(KnownReader reader, Set<ActionName> asked, ActionName name) throws SQLException {
        Wanted actions = new Wanted();
        actions.actions().addAll(asked);
        Known known = new Known();
        try (SqlCalls calls = SqlCalls.alone(connection)) {
            reader.load(calls, actions, known);
        }
        return known.action(name).map(found -> ((Ref.Id) found).id());
    }

    private long action(ActionName name) throws SQLException {
        execute("INSERT INTO matomo_log_action (name, hash, type) VALUES ('" + name.name() + "', " + name.hash() + ", "
                + name.type() + ")");
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT LAST_INSERT_ID()")) {
            row.next();
            return row.getLong(1);
        }
    }

    private boolean isTaken(LiteralRows rows) throws SQLException {
        return MatomoSchema.read(connection, "matomo_").literalRows() == rows;
    }

    private Known load() throws SQLException {
        Known known = new Known();
        try (SqlCalls calls = SqlCalls.alone(connection)) {
            new KnownReader(schema()).load(calls, wanted, known);
        }
        return known;
    }

    private long visit(int site, long visitor, long config, long last) throws SQLException {
        execute(new SqlText()
                .sql("INSERT INTO matomo_log_visit (idsite, idvisitor, config_id, location_ip, visit_first_action_time,"
                        + " visit_last_action_time, visit_total_time) VALUES (")
                .number(site)
                .sql(",")
                .eightBytes(visitor)
                .sql(",")
                .eightBytes(config)
                .sql(",x'7f000001',")
                .time(last)
                .sql(",")
                .time(last)
                .sql(",0)")
                .toString());
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT LAST_INSERT_ID()")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private MatomoSchema schema() throws SQLException {
        return MatomoSchema.read(
                connection, "matomo_", version -> literalRows.orElseGet(() -> LiteralRows.of(version)));
    }

    private static int itemsOf(Known known, long visit) {
        int[] items = new int[1];
        known.items(new Ref.Id(visit), "a-1").forEachPresent((key, columns) -> items[0]++);
        return items[0];
    }
}
