/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.event.TrackingRequest;
import java.util.Map;

/** Who calls in the tests of this package. */
final class Visitors {
    /** A browser that detection knows, and that logs no other headers. */
    static final TrackingRequest.Client FIREFOX = new TrackingRequest.Client(
            "198.51.100.7",
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "",
            "de-de",
            Map.of());

    private Visitors() {}
}
