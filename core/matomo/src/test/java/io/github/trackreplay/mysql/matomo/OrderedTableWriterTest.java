/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trackreplay.tracking.model.ActionName;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.CoalescedChanges;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.ConversionKey;
import io.github.trackreplay.tracking.model.ItemKey;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrderedTableWriterTest {
    private static final long NOON = 1_772_539_200; // 2026-03-03 12:00:00 UTC

    private final MatomoDatabase matomo = MatomoDatabase.create();
    private final List<Change> changes = new ArrayList<>();
    private long number;
    /** Instead of what the server takes. */
    private Optional<LiteralRows> literalRows = Optional.empty();

    @AfterEach
    void close() {
        matomo.close();
    }

    @Test
    void rowsThatPointAtEachOtherGetTheirIds() throws SQLException {
        Ref.Pending url = action("shop.example/ü😀'\\", 1);
        for (int i = 0; i < 3; i++) {
            Ref.Pending visit = visit(i);
            Ref.Pending link = pending(Ref.Table.LINK);
            changes.add(new Change.InsertLink(link, visit, link(visit, url)));
            changes.add(new Change.UpdateVisit(visit, 1, new Columns().put("last_idlink_va", link)));
        }
        write();

        assertThat(matomo.value("SELECT COUNT(*) FROM matomo_log_visit v JOIN matomo_log_link_visit_action l"
                        + " ON l.idvisit = v.idvisit AND l.idlink_va = v.last_idlink_va"
                        + " JOIN matomo_log_action a ON a.idaction = l.idaction_url AND a.hash = CRC32(a.name)"))
                .isEqualTo("3");
        assertThat(matomo.value("SELECT name FROM matomo_log_action WHERE type = 1"))
                .isEqualTo("shop.example/ü😀'\\");
        assertThat(matomo.value("SELECT GROUP_CONCAT(user_id ORDER BY idvisit) FROM matomo_log_visit"))
                .isEqualTo("user0,user1,user2");
    }

    @Test
    void columnsThatTheTableLacksAreLeftOutAndMissingOnesGetTheirDefault() throws SQLException {
        Ref.Pending first = visit(0);
        Ref.Pending second = pending(Ref.Table.VISIT);
        Columns columns = visitColumns(1).put("visit_exit_idaction_url", 9).put("no_such_column", "x");
        changes.add(new Change.InsertVisit(second, columns));
        changes.add(new Change.UpdateVisit(first, 1, new Columns().put("other_missing", 1)));
        write();

        assertThat(matomo.value("SELECT GROUP_CONCAT(visit_exit_idaction_url ORDER BY idvisit) FROM matomo_log_visit"))
                .isEqualTo("0,9");
    }

    @Test
    void aPluginsOwnColumnBoundsNoIds() throws SQLException {
        matomo.execute(
                "ALTER TABLE matomo_log_visit ADD plugin_idaction TINYINT NULL, ADD plugin_idlink_va TINYINT NULL;"
                        + " ALTER TABLE matomo_log_action AUTO_INCREMENT = 300;"
                        + " ALTER TABLE matomo_log_link_visit_action AUTO_INCREMENT = 400");
        Ref.Pending url = action("a", 1);
        Ref.Pending visit = visit(0);
        changes.add(new Change.InsertLink(pending(Ref.Table.LINK), visit, link(visit, url)));
        write();

        assertThat(matomo.value("SELECT CONCAT(idlink_va, ' ', idaction_url) FROM matomo_log_link_visit_action"))
                .isEqualTo("400 300");
    }

    @Test
    void aColumnThatIsNullInAllRowsIsNullAndOneThatHasAnotherDefaultToo() throws SQLException {
        matomo.execute("ALTER TABLE matomo_log_visit ADD own INT NULL DEFAULT 5, ADD other INT NULL");
        for (int i = 0; i < 2; i++) {
            Columns columns = visitColumns(i)
                    .put("own", Value.NULL)
                    .put("other", Value.NULL)
                    .put("location_city", Value.NULL)
                    .put("location_region", i == 0 ? Value.NULL : new Value.Text("BY"));
            changes.add(new Change.InsertVisit(pending(Ref.Table.VISIT), columns));
        }
        write();

        assertThat(matomo.value("SELECT GROUP_CONCAT(CONCAT_WS('|', own, other, location_city, IFNULL(location_region,"
                        + " 'none')) ORDER BY idvisit) FROM matomo_log_visit"))
                .isEqualTo("none,BY");
    }

    @Test
    void manyRowsBecomeSeveralStatementsWithoutMixingUpIds() throws SQLException {
        int count = 3000;
        String filler = "x".repeat(600);
        for (int i = 0; i < count; i++) {
            Ref.Pending url = action(filler + i, 1);
            Ref.Pending visit = visit(i);
            changes.add(new Change.InsertLink(pending(Ref.Table.LINK), visit, link(visit, url)));
        }
        write();

        assertThat(matomo.value("SELECT COUNT(*) FROM matomo_log_link_visit_action l"
                        + " JOIN matomo_log_visit v USING (idvisit)"
                        + " JOIN matomo_log_action a ON a.idaction = l.idaction_url"
                        + " WHERE a.name = CONCAT(REPEAT('x', 600), SUBSTRING(v.user_id, 5))"))
                .isEqualTo(Integer.toString(count));
    }

    @Test
    void idsFollowTheServersIncrement() throws SQLException {
        Ref.Pending url = action("a", 1);
        for (int i = 0; i < 5; i++) {
            Ref.Pending visit = visit(i);
            changes.add(new Change.InsertLink(pending(Ref.Table.LINK), visit, link(visit, url)));
        }
        try (Connection connection = matomo.begin()) {
            connection.createStatement().execute("SET SESSION auto_increment_increment = 3");
            write(connection);
        }

        assertThat(matomo.value(
                        "SELECT COUNT(*) FROM matomo_log_link_visit_action l JOIN matomo_log_visit v USING (idvisit)"))
                .isEqualTo("5");
        assertThat(matomo.value("SELECT MAX(idvisit) - MIN(idvisit) FROM matomo_log_visit"))
                .isEqualTo("12");
    }

    @Test
    void updatesTouchOnlyTheirRowAndColumns() throws SQLException {
        visit(0);
        visit(1);
        write();
        changes.clear();
        changes.add(new Change.UpdateVisit(
                new Ref.Id(1),
                1,
                new Columns()
                        .put("visit_total_actions", 5)
                        .put("visit_last_action_time", new Value.Time(NOON + 5))
                        .put("location_latitude", new BigDecimal("1.5"))
                        .put("user_id", Value.NULL)));
        write();

        assertThat(matomo.value("SELECT CONCAT_WS('|', visit_total_actions, visit_last_action_time, location_latitude,"
                        + " IFNULL(user_id, 'none')) FROM matomo_log_visit WHERE idvisit = 1"))
                .isEqualTo("5|2026-03-03 12:00:05|1.500000|none");
        assertThat(matomo.value("SELECT user_id FROM matomo_log_visit WHERE idvisit = 2"))
                .isEqualTo("user1");
    }

    @ParameterizedTest
    @EnumSource(LiteralRows.class)
    void manyUpdatesTogetherGiveEachRowItsOwnValues(LiteralRows rows) throws SQLException {
        assumeTrue(rows == LiteralRows.UNION || isTaken(rows), "this server knows another form only");
        literalRows = Optional.of(rows);
        int count = 1201; // more than one statement
        for (int i = 0; i < count; i++) {
            visit(i);
        }
        write();
        changes.clear();
        List<String> expected = new ArrayList<>();
        String[] texts = {"plain", "it's", "back\\slash", "zero\0", "ü😀", "", "x".repeat(200), "1"};
        for (int i = count; i >= 1; i--) {
            String text = i % 5 == 0 ? null : texts[i % texts.length];
            Columns columns = new Columns()
                    .put("user_id", text == null ? Value.NULL : new Value.Text(text))
                    .put("visit_last_action_time", new Value.Time(NOON + i % 60))
                    .put("no_such_column", i)
                    .put("idvisitor", new byte[] {(byte) i, 0, '\'', '\\', 1, 2, 3, 4});
            columns.put("location_latitude", i % 3 == 0 ? new Value.Whole(7) : new Value.Real(new BigDecimal("-1.25")));
            if (i % 10 < 7) {
                columns.put("visit_total_time", i);
            }
            changes.add(new Change.UpdateVisit(new Ref.Id(i), 1, columns));
            expected.add(
                    0,
                    "%d|%s|12:00:%02d|%s|%02X00275C01020304|%d"
                            .formatted(
                                    i,
                                    text == null ? "none" : text,
                                    i % 60,
                                    i % 3 == 0 ? "7.000000" : "-1.250000",
                                    i % 256,
                                    i % 10 < 7 ? i : 0));
        }
        changes.add(new Change.UpdateVisit(new Ref.Id(count + 1), 1, new Columns().put("visit_total_time", 1)));
        write();

        assertThat(
                        matomo.values(
                                "SELECT CONCAT_WS('|', idvisit, IFNULL(user_id, 'none'), TIME(visit_last_action_time),"
                                        + " location_latitude, HEX(idvisitor), visit_total_time) FROM matomo_log_visit ORDER BY idvisit"))
                .containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @EnumSource(LiteralRows.class)
    void wholeNumbersThatOnlySomeRowsChangeStayInTheOthers(LiteralRows rows) throws SQLException {
        assumeTrue(rows == LiteralRows.UNION || isTaken(rows), "this server knows another form only");
        literalRows = Optional.of(rows);
        int count = 240;
        for (int i = 1; i <= count; i++) {
            Columns columns = visitColumns(i)
                    .put("visit_exit_idaction_url", 4_000_000_000L)
                    .put("visit_goal_buyer", 1);
            changes.add(new Change.InsertVisit(pending(Ref.Table.VISIT), columns));
        }
        write();
        changes.clear();
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Columns columns = new Columns();
            if (i % 7 != 0) {
                columns.put("visit_last_action_time", new Value.Time(NOON + i % 60));
            }
            if (i % 2 == 0) {
                columns.put("visit_exit_idaction_url", i % 4 == 0 ? Value.NULL : new Ref.Id(i));
            }
            if (i % 3 == 0) {
                columns.put("visit_goal_buyer", i % 6 == 0 ? Value.NULL : new Value.Whole(-1));
            }
            changes.add(new Change.UpdateVisit(new Ref.Id(i), 1, columns));
            String exit = i % 4 == 0 ? "none" : Integer.toString(i);
            String buyer = i % 6 == 0 ? "none" : "-1";
            expected.add("%d %02d %s %s"
                    .formatted(i, i % 7 == 0 ? 0 : i % 60, i % 2 == 0 ? exit : "4000000000", i % 3 == 0 ? buyer : "1"));
        }
        write();

        assertThat(matomo.values("SELECT CONCAT_WS(' ', idvisit, DATE_FORMAT(visit_last_action_time, '%s'),"
                        + " IFNULL(visit_exit_idaction_url, 'none'), IFNULL(visit_goal_buyer, 'none'))"
                        + " FROM matomo_log_visit ORDER BY idvisit"))
                .containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @EnumSource(LiteralRows.class)
    void manyCartsBecomeOrders(LiteralRows rows) throws SQLException {
        assumeTrue(rows == LiteralRows.UNION || isTaken(rows), "this server knows another form only");
        literalRows = Optional.of(rows);
        int count = 130;
        for (int i = 1; i <= count; i++) {
            Ref.Id visit = new Ref.Id(i);
            changes.add(new Change.InsertConversion(
                    new ConversionKey(visit, -1, 0), conversion(visit, i).put("idgoal", -1)));
            changes.add(new Change.InsertItem(new ItemKey(visit, "0", new Ref.Id(3)), item(visit, i)));
        }
        write();
        changes.clear();
        String[] names = {"A-", "it's ", "ü😀", "back\\slash"};
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Ref.Id visit = new Ref.Id(i);
            String order = names[i % names.length] + i;
            Columns ordered = new Columns()
                    .put("idgoal", 0)
                    .put("buster", 4_000_000_000L + i)
                    .put("idorder", order);
            changes.add(new Change.UpdateConversion(
                    new ConversionKey(visit, -1, 0),
                    i % 5 == 0 ? ordered : ordered.put("revenue", new BigDecimal("0.25"))));
            changes.add(new Change.UpdateItem(
                    new ItemKey(visit, "0", new Ref.Id(3)),
                    new Columns().put("idorder", order).put("deleted", 1)));
            expected.add("0 %d %s %s %s %d 1"
                    .formatted(4_000_000_000L + i, order, i % 5 == 0 ? Integer.toString(i) : "0.25", order, i));
        }
        write();

        assertThat(matomo.values(
                        "SELECT CONCAT_WS(' ', c.idgoal, c.buster, c.idorder, c.revenue, i.idorder, i.quantity,"
                                + " i.deleted) FROM matomo_log_conversion c JOIN matomo_log_conversion_item i USING (idvisit)"
                                + " ORDER BY idvisit"))
                .containsExactlyElementsOf(expected);
    }

    @Test
    void aRowThatTakesAnothersKeyIsUpdatedBehindThatOne() throws SQLException {
        for (int i = 1; i <= 10; i++) {
            Ref.Id visit = new Ref.Id(i);
            changes.add(new Change.InsertItem(
                    new ItemKey(visit, "a", new Ref.Id(3)), item(visit, 1).put("idorder", "a")));
            changes.add(new Change.InsertItem(
                    new ItemKey(visit, "b", new Ref.Id(3)), item(visit, 2).put("idorder", "b")));
        }
        write();
        changes.clear();
        for (int i = 1; i <= 10; i++) {
            Ref.Id visit = new Ref.Id(i);
            changes.add(
                    new Change.UpdateItem(new ItemKey(visit, "b", new Ref.Id(3)), new Columns().put("idorder", "c")));
            changes.add(
                    new Change.UpdateItem(new ItemKey(visit, "a", new Ref.Id(3)), new Columns().put("idorder", "B")));
        }
        write();

        assertThat(matomo.values(
                        "SELECT DISTINCT CONCAT(idorder, quantity) FROM matomo_log_conversion_item ORDER BY 1"))
                .containsExactly("B1", "c2");
    }

    @Test
    void ofSeveralUpdatesOfOneRowTheLastCounts() throws SQLException {
        visit(0);
        write();
        Ids ids = new Ids();
        Ref.Pending visit = pending(Ref.Table.VISIT);
        ids.put(visit, 1); // written by an earlier part of the batch
        changes.clear();
        changes.add(new Change.UpdateVisit(visit, 1, new Columns().put("visit_total_time", 1)));
        changes.add(new Change.UpdateVisit(new Ref.Id(1), 1, new Columns().put("visit_total_time", 2)));
        try (Connection connection = matomo.begin()) {
            write(connection, ids);
        }

        assertThat(matomo.value("SELECT visit_total_time FROM matomo_log_visit"))
                .isEqualTo("2");
    }

    @Test
    void aConversionThatHasComeToExistMeanwhileIsLeftOut() throws SQLException {
        Columns order = new Columns()
                .put("idvisit", new Ref.Id(5))
                .put("idsite", 1)
                .put("idvisitor", new byte[8])
                .put("server_time", new Value.Time(NOON))
                .put("idgoal", 0)
                .put("buster", 0)
                .put("idorder", "A-1")
                .put("url", "")
                .put("revenue", new BigDecimal("12.5"));
        changes.add(new Change.InsertConversion(new ConversionKey(new Ref.Id(5), 0, 0), order));
        write();
        write();

        assertThat(matomo.value("SELECT CONCAT(COUNT(*), ' ', SUM(revenue)) FROM matomo_log_conversion"))
                .isEqualTo("1 12.5");
    }

    @Test
    void anOrderTakesTheCartsKeyBeforeTheNextCartGetsIt() throws SQLException {
        Ref.Id visit = new Ref.Id(5);
        ConversionKey cart = new ConversionKey(visit, -1, 0);
        ItemKey inCart = new ItemKey(visit, "0", new Ref.Id(3));
        changes.add(new Change.InsertConversion(cart, conversion(visit, 1).put("idgoal", -1)));
        changes.add(new Change.InsertItem(inCart, item(visit, 1)));
        write();
        changes.clear();
        changes.add(new Change.UpdateConversion(
                cart, new Columns().put("idgoal", 0).put("buster", 9).put("idorder", "A-1")));
        changes.add(new Change.UpdateItem(inCart, new Columns().put("idorder", "A-1")));
        changes.add(new Change.InsertConversion(cart, conversion(visit, 2).put("idgoal", -1)));
        changes.add(new Change.InsertItem(inCart, item(visit, 2)));
        write();

        assertThat(matomo.value("SELECT GROUP_CONCAT(CONCAT_WS(' ', idgoal, idorder, revenue) ORDER BY revenue)"
                        + " FROM matomo_log_conversion"))
                .isEqualTo("0 A-1 1,-1 2");
        assertThat(matomo.value("SELECT GROUP_CONCAT(CONCAT_WS(' ', idorder, quantity) ORDER BY quantity)"
                        + " FROM matomo_log_conversion_item"))
                .isEqualTo("A-1 1,0 2");
    }

    @Test
    void writesWhatTheTrackerKeepsBesideItsLogTables() throws SQLException {
        LocalDate day = LocalDate.of(2031, 1, 2);
        changes.add(new Change.InsertDaySalt(1, day, "pepper", 42));
        changes.add(new Change.MarkForArchiving(1, day));
        changes.add(new Change.MoveSiteCreation(1, 1_300_000_000));
        changes.add(new Change.RecordFailure(77, 1, NOON, "idsite=77&x='"));
        write();

        assertThat(matomo.value(
                        "SELECT option_value FROM matomo_option WHERE option_name = 'fingerprint_salt_1_2031-01-02'"))
                .isEqualTo("{\"value\":\"pepper\",\"time\":42}");
        assertThat(matomo.value(
                        "SELECT option_name FROM matomo_option WHERE option_name LIKE '%report_to_invalidate%'"))
                .matches("[a-z0-9]{4}_report_to_invalidate_1_2031-01-02_\\d+");
        assertThat(matomo.value("SELECT ts_created FROM matomo_site WHERE idsite = 1"))
                .startsWith("2011-03-13");
        assertThat(matomo.value("SELECT request_url FROM matomo_tracking_failure WHERE idsite = 77 AND idfailure = 1"))
                .isEqualTo("idsite=77&x='");
    }

    @Test
    void whatThousandsOfSitesNeedBesideTheLogTablesIsAFewStatements() throws SQLException {
        int sites = 1200;
        LocalDate day = LocalDate.of(2031, 1, 2);
        matomo.execute("INSERT INTO matomo_option VALUES ('fingerprint_salt_7_2031-01-02', '', 0)");
        for (int site = 1; site <= sites; site++) {
            changes.add(new Change.InsertDaySalt(site, day, "pepper" + site, 42));
            changes.add(new Change.MarkForArchiving(site, day));
            changes.add(new Change.MoveSiteCreation(site, 1_300_000_000));
        }
        long statements;
        try (Connection connection = matomo.begin()) {
            long before = questions(connection);
            write(connection);
            statements = questions(connection) - before;
        }

        assertThat(statements).isLessThan(30);
        assertThat(
                        matomo.value(
                                "SELECT COUNT(*) FROM matomo_option WHERE option_name LIKE 'fingerprint\\_salt\\_%_2031-01-02'"
                                        + " AND option_value LIKE CONCAT('%\"pepper', SUBSTRING_INDEX(SUBSTRING(option_name, 18), '_', 1), '\"%')"))
                .isEqualTo(Integer.toString(sites));
        assertThat(matomo.value("SELECT COUNT(*) FROM matomo_option WHERE option_name LIKE '%report_to_invalidate%'"))
                .isEqualTo(Integer.toString(sites));
        assertThat(matomo.value("SELECT COUNT(*) FROM matomo_site WHERE ts_created > '2011-03-14'"))
                .isEqualTo("0");
    }

    private static long questions(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW SESSION STATUS LIKE 'Questions'")) {
            row.next();
            return row.getLong(2);
        }
    }

    @Test
    void anotherProcesssSaltMeansTryingAgain() throws SQLException {
        LocalDate day = LocalDate.of(2031, 1, 2);
        matomo.execute(
                "INSERT INTO matomo_option VALUES ('fingerprint_salt_1_2031-01-02', '{\"value\":\"theirs\"}', 0),"
                        + " ('fingerprint_salt_2_2031-01-02', 'broken', 0)");
        changes.add(new Change.InsertDaySalt(2, day, "ours", 42));
        write();
        assertThat(matomo.value(
                        "SELECT option_value FROM matomo_option WHERE option_name = 'fingerprint_salt_2_2031-01-02'"))
                .contains("ours");

        changes.add(new Change.InsertDaySalt(1, day, "ours", 42));
        assertThatThrownBy(this::write)
                .isInstanceOf(SQLTransactionRollbackException.class)
                .extracting("SQLState")
                .isEqualTo("40001");
    }

    private static Columns conversion(Ref visit, long revenue) {
        return new Columns()
                .put("idvisit", visit)
                .put("idsite", 1)
                .put("idvisitor", new byte[8])
                .put("server_time", new Value.Time(NOON))
                .put("buster", 0)
                .put("url", "")
                .put("revenue", revenue);
    }

    private static Columns item(Ref visit, long quantity) {
        Columns columns = new Columns()
                .put("idvisit", visit)
                .put("idsite", 1)
                .put("idvisitor", new byte[8])
                .put("server_time", new Value.Time(NOON))
                .put("idorder", "0")
                .put("idaction_sku", new Ref.Id(3))
                .put("price", 1)
                .put("quantity", quantity)
                .put("deleted", 0);
        for (String column : List.of("name", "category", "category2", "category3", "category4", "category5")) {
            columns.put("idaction_" + column, Ref.Id.NONE);
        }
        return columns;
    }

    private Ref.Pending pending(Ref.Table table) {
        return new Ref.Pending(table, ++number);
    }

    private Ref.Pending action(String name, int type) {
        Ref.Pending action = pending(Ref.Table.ACTION);
        changes.add(new Change.InsertAction(action, new ActionName(name, type), 2));
        return action;
    }

    private Ref.Pending visit(int n) {
        Ref.Pending visit = pending(Ref.Table.VISIT);
        changes.add(new Change.InsertVisit(visit, visitColumns(n)));
        return visit;
    }

    private static Columns visitColumns(int n) {
        return new Columns()
                .put("idsite", 1)
                .put("idvisitor", new byte[] {0, 1, 2, 3, 4, 5, 6, (byte) n})
                .put("config_id", new byte[8])
                .put("location_ip", new byte[] {127, 0, 0, 1})
                .put("visit_first_action_time", new Value.Time(NOON))
                .put("visit_last_action_time", new Value.Time(NOON))
                .put("visit_total_time", 0)
                .put("user_id", "user" + n);
    }

    private static Columns link(Ref visit, Ref url) {
        return new Columns()
                .put("idvisit", visit)
                .put("idsite", 1)
                .put("idvisitor", new byte[8])
                .put("server_time", new Value.Time(NOON))
                .put("idaction_url", url);
    }

    private boolean isTaken(LiteralRows rows) throws SQLException {
        try (Connection connection = matomo.begin()) {
            return MatomoSchema.read(connection, "matomo_").literalRows() == rows;
        }
    }

    private void write() throws SQLException {
        try (Connection connection = matomo.begin()) {
            write(connection);
        }
    }

    private void write(Connection connection) throws SQLException {
        write(connection, new Ids());
    }

    private void write(Connection connection, Ids ids) throws SQLException {
        CoalescedChanges coalesced = new CoalescedChanges(changes);
        new OrderedTableWriter(schema(connection))
                .write(connection, coalesced, coalesced.visitUpdates(), ids, new SqlCalls.Turns());
        connection.commit();
    }

    private MatomoSchema schema(Connection connection) throws SQLException {
        return MatomoSchema.read(
                connection, "matomo_", version -> literalRows.orElseGet(() -> LiteralRows.of(version)));
    }
}
