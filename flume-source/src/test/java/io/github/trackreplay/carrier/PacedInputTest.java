/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacedInputTest {
    private long now;
    private final MemoryShare memory = new MemoryPool(1000, 1000, () -> now).share(() -> {});

    /** A client that lets so long pass before each byte. */
    private InputStream client(int bytes, Duration pause) {
        InputStream slow = new InputStream() {
            private final InputStream all = new ByteArrayInputStream(new byte[bytes]);

            @Override
            public int read() throws IOException {
                now += pause.toNanos();
                return all.read();
            }

            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                now += pause.toNanos();
                return all.read(into, from, Math.min(1, most));
            }
        };
        return new PacedInput(slow, memory);
    }

    @Test
    void aClientThatSendsAByteASecondIsLeftAfterTenSeconds() {
        assertThatThrownBy(() -> client(100, Duration.ofSeconds(1)).readAllBytes())
                .isInstanceOf(PacedInput.TooSlowException.class);
        assertThat(Duration.ofNanos(now)).isLessThan(Duration.ofSeconds(12));
    }

    @Test
    void aKilobyteASecondIsEnoughHoweverLongItLasts() throws IOException {
        assertThat(client(50_000, Duration.ofNanos(900_000)).readAllBytes()).hasSize(50_000);
        assertThat(Duration.ofNanos(now)).isGreaterThan(Duration.ofSeconds(40));
    }

    @Test
    void whoIsSentAwayGetsNoMore() throws IOException {
        InputStream paced = client(3, Duration.ofMillis(1));
        assertThat(paced.read()).isZero();
        memory.sendAway();
        assertThatThrownBy(paced::read).isInstanceOf(PacedInput.SentAwayException.class);
    }

    @Test
    void whatTheMachineTakesBetweenReadsIsNotTheClientsFault() throws IOException {
        InputStream paced = client(3, Duration.ofMillis(1));
        assertThat(paced.read()).isZero();
        now += Duration.ofMinutes(1).toNanos();
        assertThat(paced.read()).isZero();
        assertThat(paced.read()).isZero();
        assertThat(paced.read()).isEqualTo(-1);
    }
}
