/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import java.util.List;
import org.apache.flume.Event;
import org.apache.flume.Sink;

/** What {@link CollectorFailover} needs of a sink beyond what every sink can do. */
interface RepeatingSink extends Sink {
    /** Whether the collector shall take and keep what is sent although it would rather refuse: no other one takes it. */
    void insist(boolean insist);

    /** How many events the collector has confirmed so far: a connection and an empty channel prove nothing. */
    long confirmed();

    /** What the next collector must get when this sink's one fails; this sink forgets it. */
    List<Event> takeConfirmed();

    /** Has events sent before anything else. */
    void repeat(List<Event> events);
}
