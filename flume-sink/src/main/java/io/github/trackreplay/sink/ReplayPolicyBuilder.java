/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.order.ToCome;
import java.time.Duration;
import java.util.Set;

/** Sets single values of a policy. */
public final class ReplayPolicyBuilder {
    private ReplayPolicy.Role role;
    private int batchSize;
    private Set<String> streams;
    private ToCome toCome;
    private ReplayPolicy.Late late;
    private Duration maxHold;
    private long maxHoldBytes;
    private long maxAsideBytes;
    private final Duration maxFuture;
    private Statuses statuses;
    private SiteFilter sites;
    private LeftOut leftOut;
    private int mostInBulkCall;
    private int mostRejectsInRow;
    private long memory;
    private Duration ledgerRetention;
    private boolean admitsUnlisted;
    private Duration patience;
    private final Duration identityWindow;
    private Duration pipelineIdle;

    ReplayPolicyBuilder(ReplayPolicy policy) {
        role = policy.role();
        batchSize = policy.limits().batchSize();
        streams = policy.streams().listed();
        toCome = policy.streams().toCome();
        late = policy.choice().late();
        maxHold = policy.waits().maxHold();
        maxHoldBytes = policy.limits().maxHoldBytes();
        maxAsideBytes = policy.limits().maxAsideBytes();
        maxFuture = policy.limits().maxFuture();
        statuses = policy.choice().statuses();
        sites = policy.choice().sites();
        leftOut = policy.choice().leftOut();
        mostInBulkCall = policy.limits().mostInBulkCall();
        mostRejectsInRow = policy.limits().mostRejectsInRow();
        memory = policy.limits().memory();
        ledgerRetention = policy.retention().ledger();
        admitsUnlisted = policy.streams().admitsUnlisted();
        patience = policy.waits().patience();
        identityWindow = policy.retention().identities();
        pipelineIdle = policy.waits().pipelineIdle();
    }

    public ReplayPolicyBuilder role(ReplayPolicy.Role value) {
        role = value;
        return this;
    }

    public ReplayPolicyBuilder batchSize(int value) {
        batchSize = value;
        return this;
    }

    public ReplayPolicyBuilder streams(Set<String> value) {
        streams = value;
        return this;
    }

    public ReplayPolicyBuilder toCome(ToCome value) {
        toCome = value;
        return this;
    }

    public ReplayPolicyBuilder late(ReplayPolicy.Late value) {
        late = value;
        return this;
    }

    public ReplayPolicyBuilder maxHold(Duration value) {
        maxHold = value;
        return this;
    }

    public ReplayPolicyBuilder maxHoldBytes(long value) {
        maxHoldBytes = value;
        return this;
    }

    public ReplayPolicyBuilder maxAsideBytes(long value) {
        maxAsideBytes = value;
        return this;
    }

    public ReplayPolicyBuilder statuses(Statuses value) {
        statuses = value;
        return this;
    }

    public ReplayPolicyBuilder sites(SiteFilter value) {
        sites = value;
        return this;
    }

    public ReplayPolicyBuilder leftOut(LeftOut value) {
        leftOut = value;
        return this;
    }

    public ReplayPolicyBuilder mostInBulkCall(int value) {
        mostInBulkCall = value;
        return this;
    }

    public ReplayPolicyBuilder mostRejectsInRow(int value) {
        mostRejectsInRow = value;
        return this;
    }

    public ReplayPolicyBuilder memory(long value) {
        memory = value;
        return this;
    }

    public ReplayPolicyBuilder ledgerRetention(Duration value) {
        ledgerRetention = value;
        return this;
    }

    public ReplayPolicyBuilder admitsUnlisted(boolean value) {
        admitsUnlisted = value;
        return this;
    }

    public ReplayPolicyBuilder patience(Duration value) {
        patience = value;
        return this;
    }

    public ReplayPolicyBuilder pipelineIdle(Duration value) {
        pipelineIdle = value;
        return this;
    }

    ReplayPolicy build() {
        return new ReplayPolicy(
                role,
                new ReplayPolicy.Streams(streams, toCome, admitsUnlisted),
                new ReplayPolicy.Choice(statuses, sites, leftOut, late),
                new ReplayPolicy.Waits(maxHold, pipelineIdle, patience),
                new ReplayPolicy.Limits(
                        batchSize, memory, maxHoldBytes, maxAsideBytes, maxFuture, mostInBulkCall, mostRejectsInRow),
                new ReplayPolicy.Retention(ledgerRetention, identityWindow));
    }
}
