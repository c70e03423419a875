/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.MalformedEventException;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.WireEvent;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Requests a second on one core through the wire contract, in packs of about 64 KiB as the source makes them. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class PackCoding {
    private static final int REQUESTS = 100;

    /** How the body is carried. */
    @Param({"NONE", "GZIP"})
    public Compression compression;

    private Pack pack;
    private WireEvent event;

    /** Makes the pack. */
    @Setup
    public void make() {
        pack = Packs.of(new Traffic(1).next(REQUESTS));
        event = TrackingEventCodec.encode(pack, compression);
    }

    /** What the interceptor does before an event goes into the channel. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public WireEvent encode() {
        return TrackingEventCodec.encode(pack, compression);
    }

    /** What the sink does with an event from the channel. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public Pack decode() throws MalformedEventException {
        return TrackingEventCodec.decode(event.headers(), event.body());
    }
}
