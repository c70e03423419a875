/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.Map;
import org.apache.flume.Context;
import org.apache.flume.Transaction;
import org.apache.flume.channel.ChannelProcessor;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.channel.ReplicatingChannelSelector;
import org.apache.flume.conf.Configurable;
import org.apache.flume.source.AbstractSource;

/**
 * A process with both of our sources for shippers, before a channel from which everything is taken at once. Says its ports, goes on until
 * its input ends, and then says how much memory it has used.
 */
final class CarrierProcess {
    /** How the line with the ports begins, and that with the memory. */
    static final String PORTS = "ports ";

    static final String MEMORY = "most bytes of the heap ";

    private CarrierProcess() {}

    public static void main(String[] arguments) throws IOException {
        BeatsSource beats = new BeatsSource(CarrierProcess::memory);
        PipelineHttpSource http = new PipelineHttpSource(CarrierProcess::memory);
        start(beats, "beats");
        start(http, "http");
        System.out.println(PORTS + beats.port() + " " + http.port());
        while (System.in.read() >= 0) {
            // until the test ends it
        }
        System.out.println(MEMORY
                + ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .map(MemoryPoolMXBean::getPeakUsage)
                        .mapToLong(java.lang.management.MemoryUsage::getUsed)
                        .sum());
        beats.stop();
        http.stop();
        System.exit(0);
    }

    /** Where a second lasts 50 ms, so that tests need not wait. */
    private static MemoryPool memory(int clients) {
        return MemoryPool.ofHeap(clients, () -> 20 * System.nanoTime());
    }

    private static void start(AbstractSource source, String name) {
        MemoryChannel channel = new MemoryChannel();
        channel.setName(name);
        channel.configure(new Context(Map.of("capacity", "1000", "transactionCapacity", "1000", "keep-alive", "1")));
        channel.start();
        ReplicatingChannelSelector selector = new ReplicatingChannelSelector();
        selector.setChannels(List.of(channel));
        source.setName(name);
        source.setChannelProcessor(new ChannelProcessor(selector));
        ((Configurable) source).configure(new Context(Map.of("port", "0", "reserve", "0")));
        source.start();
        Thread taking = new Thread(() -> takeAll(channel), "taking-" + name);
        taking.setDaemon(true);
        taking.start();
    }

    private static void takeAll(MemoryChannel channel) {
        while (!Thread.currentThread().isInterrupted()) {
            Transaction transaction = channel.getTransaction();
            transaction.begin();
            try {
                channel.take(); // waits for a second. One at a time: until the end of its transaction all that was
                // taken is in memory
                transaction.commit();
            } finally {
                transaction.close();
            }
        }
    }
}
