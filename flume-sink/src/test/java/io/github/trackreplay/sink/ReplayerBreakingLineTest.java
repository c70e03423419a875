/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.trackreplay.event.Pack;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of lost connections a line is to blame only where it breaks each by itself, and then not for ever. */
class ReplayerBreakingLineTest {
    private final EngineFixture fixture = new EngineFixture();
    private final Pack pack = new FrontendLog("web1", 0).garbage().pack();
    private int left;

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Breaks a connection where a value is written, so often. */
    private final class Breaking extends ProxiedConnections {
        private final Predicate<Object> value;
        private final SQLException failure;

        Breaking(Predicate<Object> value, SQLException failure) {
            super(fixture.connections());
            this.value = value;
            this.failure = failure;
        }

        @Override
        Object called(Connection connection, Method method, Object[] arguments, Real real) throws Throwable {
            if (method.getName().startsWith("set") && arguments.length == 2 && value.test(arguments[1]) && left-- > 0) {
                connection.rollback();
                throw failure;
            }
            return real.call();
        }
    }

    private Replayer engine(Predicate<Object> value, SQLException failure) {
        return fixture.engine("one", ReplayPolicy.DEFAULT, new Breaking(value, failure));
    }

    private static SQLException lost() {
        return new SQLException("Communications link failure", "08S01");
    }

    /** More often than less is tried at a time after. */
    @ParameterizedTest
    @ValueSource(ints = {5, 6, 7})
    void aServerThatIsLostOnceMoreAtALineIsNotThatLinesFault(int times) throws Exception {
        left = times;

        engine("no-time"::equals, lost()).replay(EngineFixture.of(pack));

        assertThat(reasons()).isEqualTo("no-time");
    }

    @Test
    void aLineThatBreaksEachConnectionIsSetAside() throws Exception {
        left = Integer.MAX_VALUE;

        engine("no-time"::equals, lost()).replay(EngineFixture.of(pack));

        assertThat(reasons()).isEqualTo(PackNarrowing.LINE);
        assertThat(fixture.unaccounted()).isZero();
    }

    @Test
    void aHeaderThatBreaksEachConnectionIsSetAside() throws Exception {
        left = Integer.MAX_VALUE;
        String fingerprint = pack.header().file().fingerprint().hex();

        engine(fingerprint::equals, lost()).replay(EngineFixture.of(pack));

        assertThat(reasons()).isEqualTo(PackNarrowing.EVENT);
    }

    /** As somebody's who looks at a table of ours in a long transaction. */
    @Test
    void aLockThatAnotherSessionHoldsIsNoLinesFault() throws Exception {
        left = Integer.MAX_VALUE;
        Replayer engine = engine("no-time"::equals, new SQLException("Lock wait timeout exceeded", "40001", 1205));

        ReplayException trouble =
                catchThrowableOfType(ReplayException.class, () -> engine.replay(EngineFixture.of(pack)));

        assertThat(trouble.kind()).isEqualTo(ReplayException.Kind.UNAVAILABLE);
        assertThat(reasons()).isEmpty();
        left = 0;
        engine.replay(EngineFixture.of(pack));
        assertThat(reasons()).isEqualTo("no-time");
    }

    private String reasons() {
        return String.join(" ", fixture.list("SELECT reason FROM matomo_trackreplay_rejected ORDER BY rejected_id"));
    }
}
