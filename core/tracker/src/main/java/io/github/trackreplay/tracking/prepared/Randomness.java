/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.tracking.model.SiteDay;

/**
 * Where random values come from. The same question always gets the same answer, so that a request can be decided twice; answers
 * to different questions look unrelated to who does not know the secret behind them.
 */
public interface Randomness {
    /** Sixteen bytes for a request's need, for instance a visitor id. */
    byte[] bytes(LocatedRequest request, String need);

    /** Thirty-two letters and digits: the salt of pseudonyms of user ids. */
    String userIdSalt();

    /** Thirty-two lower-case letters and digits: the salt of a site's day. */
    String salt(SiteDay day);
}
