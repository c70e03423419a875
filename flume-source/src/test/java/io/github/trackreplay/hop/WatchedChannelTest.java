/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import org.apache.flume.Channel;
import org.apache.flume.ChannelException;
import org.apache.flume.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchedChannelTest {
    private final List<String> interruptedIn = new ArrayList<>();

    @AfterEach
    void nothingIsPending() {
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void theInterruptOfAStopWaitsForTheWorkOnTheChannel() {
        WatchedChannel watched = new WatchedChannel(channel());

        Thread.currentThread().interrupt();
        Transaction transaction = watched.getTransaction();
        transaction.begin();
        watched.take();
        transaction.rollback();
        transaction.commit();
        transaction.close();

        assertThat(interruptedIn).isEmpty();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void itWaitsForWorkThatFailsToo() {
        Channel channel = mock(Channel.class);
        when(channel.take()).thenThrow(new ChannelException("no"));

        Thread.currentThread().interrupt();
        assertThatThrownBy(new WatchedChannel(channel)::take)
                .matches(failure -> WatchedChannel.failureIn(failure).isPresent());
    }

    private Channel channel() {
        Channel channel = mock(Channel.class);
        Transaction transaction = new Transaction() {
            @Override
            public void begin() {
                look("begin");
            }

            @Override
            public void commit() {
                look("commit");
            }

            @Override
            public void rollback() {
                look("rollback");
            }

            @Override
            public void close() {}
        };
        when(channel.getTransaction()).thenReturn(transaction);
        when(channel.take()).thenAnswer(call -> {
            look("take");
            return null;
        });
        return channel;
    }

    private void look(String work) {
        if (Thread.currentThread().isInterrupted()) {
            interruptedIn.add(work);
        }
    }
}
