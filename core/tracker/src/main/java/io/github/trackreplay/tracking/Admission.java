/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.Numbers;
import io.github.trackreplay.tracking.bot.RecordMode;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Draft;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RefusedException;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.prepared.RequestTime;
import io.github.trackreplay.tracking.settings.Access;
import io.github.trackreplay.tracking.settings.Rule;

/**
 * Lets a request in when its site exists and it overrides nothing that it may not. Matomo keeps a note of the first request of
 * each kind that it had to turn away, unless that one would not have counted anyway.
 */
final class Admission {
    private static final int UNKNOWN_SITE = 1;
    private static final int NOT_AUTHENTICATED = 2;
    private static final int GREATEST_SITE = 9_999_999;

    private final Prepared prepared;
    private final PreparedRequest request;
    private final Draft draft;

    Admission(Prepared prepared, Draft draft) {
        this.prepared = prepared;
        this.request = prepared.request();
        this.draft = draft;
    }

    /**
     * Checks what can be checked before anything is known of the visit.
     *
     * @throws RefusedException with the first thing that is wrong
     */
    void check() {
        if (request.isBulk() && request.settings().tracker().authentication().bulkRequestsRequireAuthentication()) {
            requireBulkToken();
        }
        RequestTime time = request.claimedTime();
        if (time.needsToken()) {
            requireToken("cdt");
        }
        if (time.tooOld().isPresent()) {
            throw new RefusedException(
                    "time-too-old",
                    "The request is older than " + time.tooOld().get() + " days, after which raw data is deleted.");
        }
        long idSite = request.parameters().get(Parameter.SITE);
        if (request.site().isEmpty()) {
            if (isPlausibleSite()) {
                recordFailure(UNKNOWN_SITE);
            }
            throw new RefusedException("unknown-site", "There is no site " + idSite + ".");
        }
        RequestParameters parameters = request.parameters();
        if (prepared.place().isPresent()) {
            requireToken(prepared.place().get());
        }
        boolean asksForAddress = prepared.recordMode() == RecordMode.VISIT; // nobody looks at a bot's
        if (asksForAddress && !Ascii.isEmpty(parameters.get(Parameter.CLIENT_IP))) {
            requireToken(Parameter.CLIENT_IP.name());
        }
    }

    private void requireBulkToken() {
        if (Ascii.isEmpty(request.logged().bulkToken().orElse("")) || !request.mayOverride()) {
            if (request.site().isPresent() && !Ascii.isEmpty(request.token()) && isPlausibleToken()) {
                recordFailure(NOT_AUTHENTICATED);
            }
            throw new RefusedException(
                    BulkCalls.TOKEN_REQUIRED, "Bulk calls need a token_auth with write access to each of their sites.");
        }
    }

    private void requireToken(String parameter) {
        if (request.site().isPresent() && request.tokensConflict()) {
            throw new RefusedException(
                    "conflicting-tokens",
                    "The parameter " + parameter
                            + " needs a token_auth, and the call has different ones in its header, its"
                            + " form and its URL.");
        }
        if (!request.mayOverride()) {
            if (request.site().isPresent() && isPlausibleToken()) {
                recordFailure(NOT_AUTHENTICATED);
            }
            throw new RefusedException(
                    "token-required", "The parameter " + parameter + " needs a token_auth with write access.");
        }
    }

    /** {@code RequestHandlerTrait::checkSiteExists}: a whole number as PHP writes it, not negative. */
    private boolean isPlausibleSite() {
        return !request.settings().has(Rule.FAILURES_OF_PLAUSIBLE_REQUESTS)
                || (request.originalParameters().rawValue("idsite") instanceof String site
                        && site.equals(String.valueOf(Numbers.toLong(site)))
                        && Numbers.toLong(site) >= 0);
    }

    /** {@code Request::authenticateTrackingApi}: none, or one that may be a token. */
    private boolean isPlausibleToken() {
        return !request.settings().has(Rule.FAILURES_OF_PLAUSIBLE_REQUESTS)
                || Ascii.isEmpty(request.token())
                || Access.isPlausible(request.token());
    }

    /** Whether the request claims an address in vain; Matomo then does not find out that it would not have counted. */
    private boolean claimsAddress() {
        return !Ascii.isEmpty(request.parameters().get(Parameter.CLIENT_IP)) && !request.mayOverride();
    }

    private void recordFailure(int idFailure) {
        long idSite = request.parameters().get(Parameter.SITE);
        boolean counts = claimsAddress() || prepared.exclusion().isEmpty();
        if (counts
                && idSite >= 0
                && idSite <= GREATEST_SITE
                && !draft.known().isFailureRecorded((int) idSite, idFailure)) {
            String url = FailureUrl.of(request.originalParameters(), request.token());
            draft.add(new Change.RecordFailure((int) idSite, idFailure, request.arrival(), url));
        }
    }
}
