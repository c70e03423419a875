/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What a request says, wherever it stands: its time, its call and its client with all logged headers. What is made of it may be
 * remembered for a long time, so neither the parts nor their order change without a step of the ledger's version.
 */
public final class RequestContent {
    private RequestContent() {}

    /**
     * The parts in a fixed order, headers by their names. Two requests with equal parts are the same to a tracker. The identity that
     * a request has been given is not part of what it says.
     */
    public static List<String> parts(TrackingRequest request) {
        List<String> parts = new ArrayList<>();
        parts.add(Long.toString(request.time()));
        parts.add(request.sourceIp());
        parts.add(request.method());
        parts.add(request.path());
        parts.add(request.query());
        parts.add(request.body().orElse(""));
        parts.add(request.bulkToken().orElse(""));
        parts.add(Integer.toString(request.status()));
        parts.add(request.userAgent());
        parts.add(request.referrer());
        parts.add(request.language());
        new TreeMap<>(request.headers()).forEach((name, value) -> {
            if (!name.equals(RequestIdentity.HEADER)) {
                parts.add(name);
                parts.add(value);
            }
        });
        return parts;
    }
}
