/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking;

import io.github.trackreplay.tracking.parameters.ParameterTypeException;
import io.github.trackreplay.tracking.parameters.RefusedException;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import java.util.Optional;

/**
 * By what a request's {@link Trace} is looked for first: its site, time and page view id, before anybody works out what its row
 * would hold. Where Matomo has recorded nothing of a page view, nobody has to. Not thread-safe.
 *
 * <p>Source of the rule: as {@link Trace}; a page view's id is that of Matomo's {@code Actions/Columns/IdPageview::onNewAction}.
 */
public final class Lead {
    private final Prepared prepared;
    private final String idPageview;
    private final boolean leavesLink;

    private Lead(Prepared prepared) {
        this.prepared = prepared;
        this.idPageview = Trace.idPageview(prepared.request());
        this.leavesLink = Trace.leavesLink(prepared.request());
    }

    static Optional<Lead> of(Prepared prepared) {
        PreparedRequest request = prepared.request();
        try {
            if (prepared.leftOut().isPresent()
                    || request.originalParameters().isEmpty()
                    || request.site().isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new Lead(prepared));
        } catch (RefusedException | ParameterTypeException e) {
            return Optional.empty(); // it would have been refused
        }
    }

    /** The site. */
    public int idSite() {
        return prepared.request().idSite();
    }

    /** The time that it is recorded at, seconds since 1970-01-01 UTC. */
    public long time() {
        return prepared.request().time();
    }

    /** The page view id, drawn by the browser for each page view; empty where there is none of the usual form. */
    public String idPageview() {
        return idPageview;
    }

    /** Whether all that it can leave is a row of its own in {@code log_link_visit_action}, with its page view id. */
    public boolean isOfPageView() {
        return leavesLink && !idPageview.isEmpty();
    }

    /** What would be seen of it; nothing if nothing would be, or it would be turned away. To be asked once. */
    public Optional<Trace> trace() {
        return Trace.of(prepared);
    }
}
