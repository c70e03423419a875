/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

/**
 * A page of a site that an AI chatbot fetched, as a request that is not yet one of the tracker: its query is that of a bot's
 * request ({@code recMode=1}) without a site, and ends in {@code &url=} and the page without scheme and host, percent-encoded. Whoever
 * knows Matomo's sites makes it whole. Whoever does not know this form finds a request for no site.
 */
public final class FetchedPage {
    /** The header that says it is one, with the scheme of the page's URL where the log has it; no HTTP header has this name. */
    public static final String HEADER = ":page";

    /** What stands before the page, at the query's end. */
    public static final String URL = "&url=";

    private FetchedPage() {}

    /** Whether a request is one. */
    public static boolean is(TrackingRequest request) {
        return request.headers().containsKey(HEADER);
    }
}
