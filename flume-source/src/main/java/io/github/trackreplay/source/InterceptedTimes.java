/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.RawPackCodec;
import io.github.trackreplay.event.ShownTimes;
import io.github.trackreplay.source.tail.PackTimes;
import io.github.trackreplay.source.tail.TimesTeller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.flume.Event;

/** Asks the interceptor, which alone knows the log format, for the times of packs that are not delivered yet. It drops them. */
final class InterceptedTimes implements TimesTeller {
    private final Consumer<List<Event>> intercept;

    private final BooleanSupplier mayDeliver;

    /**
     * @param intercept hands events to the interceptors, and what they leave of them to the channel
     * @param mayDeliver whether the channel's disk has room
     */
    InterceptedTimes(Consumer<List<Event>> intercept, BooleanSupplier mayDeliver) {
        this.intercept = intercept;
        this.mayDeliver = mayDeliver;
    }

    @Override
    public boolean mayBeAsked() {
        return mayDeliver.getAsBoolean();
    }

    @Override
    public Optional<PackTimes.Span> tell(RawPack pack) {
        Event event = new RawPackEvent(pack, RawPackCodec.surveyHeaders(pack));
        try {
            intercept.accept(new ArrayList<>(List.of(event)));
        } catch (RuntimeException e) {
            return Optional.empty(); // delivering says so
        }
        return ShownTimes.told(event.getHeaders())
                ? Optional.of(ShownTimes.in(event.getHeaders())
                        .map(times -> new PackTimes.Span(times.least(), times.greatest(), times.disorder()))
                        .orElse(PackTimes.Span.NONE))
                : Optional.empty();
    }
}
