/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.source.avro.AvroFlumeEvent;

/**
 * How a frontend that was refused everywhere tells a collector to take and keep a batch all the same: a header of its
 * events, which the collector takes off again. A collector that never refuses may leave it there; nobody reads it.
 */
final class Insistence {
    static final String HEADER = "trackreplay.insist";

    private Insistence() {}

    /** The batch with the mark on each event, because a batch may go in several calls; the events themselves stay as they are. */
    static List<Event> mark(List<Event> batch) {
        List<Event> marked = new ArrayList<>(batch.size());
        for (Event event : batch) {
            Map<String, String> headers = new HashMap<>(event.getHeaders());
            headers.put(HEADER, "true");
            marked.add(EventBuilder.withBody(event.getBody(), headers));
        }
        return marked;
    }

    /** Takes the mark off; returns whether it was there. */
    static boolean takeOff(List<AvroFlumeEvent> batch) {
        boolean marked = false;
        for (AvroFlumeEvent event : batch) {
            marked |= event.getHeaders().keySet().removeIf(HEADER::contentEquals);
        }
        return marked;
    }
}
