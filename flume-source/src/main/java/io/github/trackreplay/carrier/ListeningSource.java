/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import io.github.trackreplay.option.Values;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import org.apache.flume.Context;
import org.apache.flume.EventDrivenSource;
import org.apache.flume.conf.Configurable;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.instrumentation.SourceCounter;
import org.apache.flume.source.AbstractSource;

/**
 * A source that others connect to: its settings are all right or it is not configured, and whoever connects shares bounded memory.
 * Configured, started and stopped by Flume.
 */
abstract class ListeningSource extends AbstractSource implements EventDrivenSource, Configurable {
    final IntFunction<MemoryPool> memory;
    Values values;
    SourceCounter counter;
    private final BiFunction<String, Map<String, String>, Values> reading;

    /**
     * @param reading reads the settings, whose names begin with the first
     * @param memory of all who connect, by how many there may be
     */
    ListeningSource(BiFunction<String, Map<String, String>, Values> reading, IntFunction<MemoryPool> memory) {
        this.reading = reading;
        this.memory = memory;
    }

    @Override
    public void configure(Context context) {
        Values read = reading.apply("", context.getParameters());
        if (!read.problems().isEmpty()) {
            throw new ConfigurationException("Source " + getName() + " cannot be used: " + read.explanation());
        }
        values = read;
        counter = counter == null ? new SourceCounter(getName()) : counter;
    }

    @Override
    public synchronized void stop() {
        release();
        super.stop();
    }

    /** Lets go of the port and of all connections, where there are any. */
    abstract void release();
}
