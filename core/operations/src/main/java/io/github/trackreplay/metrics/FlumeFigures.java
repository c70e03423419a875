/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.metrics;

import java.lang.management.ManagementFactory;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What Flume counts itself of channels and sinks, from its beans: the same in our agent and in a stock Flume. */
final class FlumeFigures {
    private FlumeFigures() {}

    static void report(Samples samples) {
        add(samples, AgentMetrics.CHANNEL_EVENTS, "channel", "ChannelSize");
        add(samples, AgentMetrics.CHANNEL_CAPACITY, "channel", "ChannelCapacity");
        add(samples, AgentMetrics.DELIVERED_EVENTS, "sink", "EventDrainSuccessCount");
        add(samples, AgentMetrics.FAILED_DELIVERIES, "sink", "ConnectionFailedCount");
    }

    private static void add(Samples samples, Metric metric, String kind, String attribute) {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        try {
            Set<ObjectName> names = beans.queryNames(new ObjectName("org.apache.flume." + kind + ":type=*"), null);
            for (ObjectName name : names) {
                if (beans.getAttribute(name, attribute) instanceof Number value) {
                    samples.add(metric, value.doubleValue(), name.getKeyProperty("type"));
                }
            }
        } catch (JMException e) {
            return; // a component that ends just now
        }
    }
}
