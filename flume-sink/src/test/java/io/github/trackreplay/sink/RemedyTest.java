/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;

class RemedyTest {
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

    @Test
    void aServerThatIsAwayIsToldWithTheNetworksReason() {
        SQLException lost =
                new SQLException("Communications link failure\n\nThe last packet was sent 0 ms ago.", "08S01");
        lost.initCause(new ConnectException("Connection refused"));

        assertThat(Remedy.reason(fromThePool(lost, 5001))).isEqualTo("Communications link failure: Connection refused");
    }

    @Test
    void aPoolThatKnowsNoReasonSpeaksForItself() {
        assertThat(Remedy.reason(new SQLTransientConnectionException("no connection within 5000 ms")))
                .isEqualTo("no connection within 5000 ms");
    }
}
