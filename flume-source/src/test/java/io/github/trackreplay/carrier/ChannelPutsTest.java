/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.disk.DiskReserve;
import java.util.List;
import java.util.Map;
import org.apache.flume.ChannelFullException;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.channel.ChannelProcessor;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.channel.ReplicatingChannelSelector;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.instrumentation.SourceCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelPutsTest {
    private static ChannelPuts puts(String bounds, MemoryChannel... channels) {
        for (MemoryChannel channel : channels) {
            channel.setName("c");
            channel.configure(new Context(Map.of("capacity", "1", "transactionCapacity", "1", "keep-alive", "0")));
            channel.start();
        }
        ReplicatingChannelSelector selector = new ReplicatingChannelSelector();
        selector.setChannels(List.of(channels));
        PipelineHttpSource source = new PipelineHttpSource();
        source.setName("http");
        source.setChannelProcessor(new ChannelProcessor(selector));
        return new ChannelPuts(source, new SourceCounter("http"), DiskReserve.on(0, List.of()), bounds);
    }

    /** Each source has its own setting for how much it puts at once. */
    @ParameterizedTest
    @ValueSource(strings = {"batchSize", "maxDocuments"})
    void theSettingThatTheSourceHasIsNamed(String bounds) {
        assertThat(puts(bounds, new MemoryChannel()).why(new ChannelFullException("full")))
                .contains("whether " + bounds + " is no more than its transactionCapacity", "(full)");
    }

    @Test
    void whatDoesNotFitIsNotTakenAndWhatFitsIs() {
        ChannelPuts puts = puts("batchSize", new MemoryChannel());
        Event event = EventBuilder.withBody("x", UTF_8);

        assertThat(puts.put(List.of(event, event))).isFalse();
        assertThat(puts.put(List.of(event))).isTrue();
        assertThat(puts.put(List.of(event))).isFalse();
    }
}
