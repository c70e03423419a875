/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingRequest;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** About how much memory decoded entries take, so that batches are bounded by it however well they were compressed. */
final class Weight {
    /** What an entry takes besides its texts. */
    private static final long ENTRY = 400;

    private Weight() {}

    static long of(Delivery delivery) {
        if (delivery instanceof Delivery.Unreadable event) {
            return event.body().length;
        }
        if (delivery instanceof Delivery.Oversized event) {
            return event.body().length;
        }
        return Weight.sum(delivery.entries(), Weight::of);
    }

    static long of(PackEntry entry) {
        return entry instanceof TrackingRequest request ? of(request) : of((RejectedLine) entry);
    }

    private static long of(RejectedLine line) {
        return ENTRY + line.raw().length + line.detail().length();
    }

    static long of(TrackingRequest request) {
        long weight = ENTRY
                + request.path().length()
                + request.query().length()
                + request.userAgent().length()
                + request.referrer().length()
                + request.language().length();
        if (request.body().isPresent()) {
            weight += request.body().get().length();
        }
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            weight += header.getKey().length() + header.getValue().length();
        }
        return weight;
    }

    static <T> long sum(List<T> list, ToLongFunction<T> weight) {
        long sum = 0;
        for (T element : list) {
            sum += weight.applyAsLong(element);
        }
        return sum;
    }
}
