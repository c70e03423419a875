/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.mysql.SqlReason;
import java.security.cert.CertificateExpiredException;
import java.sql.SQLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which refusals are a matter of the account, whatever state the server gives them. */
class DatabaseFailureTest {
    @ParameterizedTest
    @CsvSource({
        "HY000, 4151, REFUSED, ACCOUNT UNLOCK",
        "HY000, 3118, REFUSED, ACCOUNT UNLOCK",
        "HY000, 1862, REFUSED, new password",
        "HY000, 1820, REFUSED, new password",
        "28000, 1045, REFUSED, its password",
        "28000, 1045, REFUSED, sslMode",
        "28000, 1045, REFUSED, clientCertificateKeyStoreUrl",
        "HY000, 3159, REFUSED, sslMode=REQUIRED",
        "42000, 1044, REFUSED, rights",
        "42000, 1049, REFUSED, Correct the name",
        "08S01, 0, UNREACHABLE, Does it run",
        "HY000, 1030, ERROR, ''"
    })
    void saysWhoseMatterItIsAndWhatToDo(String state, int code, DatabaseFailure expected, String remedy) {
        SQLException failure = new SQLException("", state, code);

        assertThat(DatabaseFailure.of(failure)).isEqualTo(expected);
        assertThat(DatabaseFailure.remedy(failure)).contains(remedy);
    }

    /** The driver calls it a broken link; the reason is the innermost. */
    @Test
    void aCertificateThatIsNotBelievedIsNoServerThatIsAway() {
        SQLException failure = new SQLException("Communications link failure", "08S01");
        failure.initCause(new SSLHandshakeException("closed")
                .initCause(new CertificateExpiredException("NotAfter: Thu Jan 01 00:00:00 UTC 2026")));

        assertThat(DatabaseFailure.of(failure)).isEqualTo(DatabaseFailure.UNREACHABLE);
        assertThat(DatabaseFailure.remedy(failure))
                .contains("certificate", "sslMode", "trustCertificateKeyStoreUrl")
                .doesNotContain("Does it run");
        assertThat(SqlReason.of(failure))
                .isEqualTo("Communications link failure: NotAfter: Thu Jan 01 00:00:00 UTC 2026");
    }
}
