/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.mysql.SqlFailure;
import io.github.trackreplay.mysql.UsedUpIdsException;
import java.math.BigInteger;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemedyTest {
    private static final Optional<BigInteger> GREATEST = Optional.of(BigInteger.valueOf(4294967295L));

    /** As the pool reports it: with the server's code, but with words and a duration of its own. */
    private static SQLException fromThePool(SQLException server, int millis) {
        return new SQLTransientConnectionException(
                "trackreplay - Connection is not available, request timed out after " + millis + "ms (total=0)",
                server.getSQLState(),
                server.getErrorCode(),
                server);
    }

    @Test
    void aRefusalIsToldInTheServersWordsAndTheSameEachTime() {
        SQLException refusal = new SQLException("Access denied for user 'x'@'localhost'", "28000", 1045);

        assertThat(Remedy.of(fromThePool(refusal, 5001)))
                .contains("Correct the sink's user and password", "Access denied for user 'x'")
                .doesNotContain("timed out")
                .isEqualTo(Remedy.of(fromThePool(refusal, 5014)));
    }

    /** A server says of an account with REQUIRE SSL what it says of a wrong password. */
    @Test
    void aRefusalMayBeAMatterOfTls() {
        assertThat(Remedy.of(new SQLException("Access denied for user 'x'@'localhost'", "28000", 1045)))
                .contains("REQUIRE SSL", "sslMode=REQUIRED", "clientCertificateKeyStoreUrl");
        SQLException plain = new SQLException("Connections using insecure transport are prohibited", "HY000", 3159);
        assertThat(Remedy.of(plain)).contains("only connections with TLS", "sslMode=REQUIRED");
        assertThat(SqlFailure.of(plain)).isEqualTo(SqlFailure.FATAL);
    }

    @Test
    void aCertificateThatIsNotBelievedIsSaid() {
        SQLException failure = new SQLException("Communications link failure", "08S01");
        failure.initCause(new CertificateException("Server identity verification failed."));

        assertThat(Remedy.ofOutage(failure, TransactionPhase.CONNECT, "db:3306/matomo"))
                .contains(
                        "its certificate, or ours", "sslMode", "db:3306/matomo", "Server identity verification failed")
                .doesNotContain("cannot be reached");
    }

    @Test
    void aServerThatIsAwayIsToldWithTheNetworksReason() {
        SQLException lost =
                new SQLException("Communications link failure\n\nThe last packet was sent 0 ms ago.", "08S01");
        lost.initCause(new ConnectException("Connection refused"));

        assertThat(Remedy.reason(fromThePool(lost, 5001))).isEqualTo("Communications link failure: Connection refused");
    }

    @ParameterizedTest
    @CsvSource({
        "22001, 167, Out of range value for column 'idaction' at row 1",
        "HY000, 1467, Failed to read auto-increment value from storage engine",
        "23000, 1062, Duplicate entry '4294967295' for key 'PRIMARY'",
        "23000, 1062, Duplicate entry '4294967295' for key 'matomo_log_action.PRIMARY'"
    })
    void aTableOutOfIdsIsToldWithAllColumnsThatNeedALargerType(String state, int code, String words) {
        SQLException full = new SQLException(words, state, code);
        UsedUpIdsException usedUp =
                UsedUpIdsException.of("`matomo_log_action`", GREATEST, full).orElseThrow();

        assertThat(SqlFailure.of(usedUp)).isEqualTo(SqlFailure.FATAL);
        assertThat(Remedy.needsAdministrator(usedUp)).isTrue();
        assertThat(Remedy.of(usedUp))
                .contains("The ids of the table `matomo_log_action` are used up")
                .contains("a larger type, and the columns of the other tables that hold this id too", words);
    }

    @ParameterizedTest
    @CsvSource({
        "Duplicate entry '42' for key 'PRIMARY'",
        "Duplicate entry '42' for key 'matomo_log_action.PRIMARY'",
        "Duplicate entry '4294967295' for key 'matomo_plugin.PRIMARY'",
        "Duplicate entry '4294967295' for key 'matomo_log_action.own'"
    })
    void aDuplicateOfATriggerOrAPluginIsNotTakenForATableOutOfIds(String words) {
        SQLException duplicate = new SQLException(words, "23000", 1062);

        assertThat(UsedUpIdsException.of("`matomo_log_action`", GREATEST, duplicate))
                .isEmpty();
        assertThat(SqlFailure.of(duplicate)).isEqualTo(SqlFailure.DATA);
    }

    @Test
    void aPoolThatKnowsNoReasonSpeaksForItself() {
        assertThat(Remedy.reason(new SQLTransientConnectionException("no connection within 5000 ms")))
                .isEqualTo("no connection within 5000 ms");
    }

    @Test
    void whatPassesByItselfIsCalledByItsName() {
        assertThat(outage("08S01", 0, "Communications link failure", TransactionPhase.CONNECT))
                .startsWith("The database cannot be reached. (db:3306/matomo: ");
        assertThat(outage("08S01", 0, "Communications link failure", TransactionPhase.TAKE))
                .startsWith("The connection to the database broke off.");
        assertThat(outage("40001", 1213, "Deadlock found", TransactionPhase.TAKE))
                .contains("another session locks the same rows", "Deadlock found")
                .doesNotContain("cannot be reached");
        assertThat(outage("41000", 1205, "Lock wait timeout exceeded", TransactionPhase.LOCK))
                .startsWith("Another collector or import is in the middle of a long transaction");
        assertThat(outage("HY000", 1290, "--read-only", TransactionPhase.TAKE))
                .startsWith("The database is read-only.");
        assertThat(outage("HY000", 1114, "The table 'x' is full", TransactionPhase.TAKE))
                .startsWith("The database's disk or table is full.");
        assertThat(outage("HY000", 1016, "Can't open file: 'x' (errno: 24)", TransactionPhase.TAKE))
                .startsWith("The database's server has trouble with its files");
    }

    private static String outage(String state, int code, String words, TransactionPhase phase) {
        return Remedy.ofOutage(new SQLException(words, state, code), phase, "db:3306/matomo");
    }
}
