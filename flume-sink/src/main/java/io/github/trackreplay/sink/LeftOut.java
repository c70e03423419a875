/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import java.util.Optional;

/** Says which requests are not replayed though they could be: they are skipped, and counted by the reason. */
@FunctionalInterface
public interface LeftOut {
    /** Everything is replayed. */
    LeftOut NOTHING = (file, request) -> Optional.empty();

    /** What settings leave out, each request by the reason that it is skipped with in the ledger. */
    static LeftOut by(Statuses statuses, SiteFilter sites) {
        Judgement.Filter filter = new Judgement.Filter(statuses, sites);
        return (file, request) -> filter.reason(request);
    }

    /** A short stable code of lower-case words joined by hyphens; nothing for a request that is replayed. The same whenever asked. */
    Optional<String> reason(LogFile file, TrackingRequest request);
}
