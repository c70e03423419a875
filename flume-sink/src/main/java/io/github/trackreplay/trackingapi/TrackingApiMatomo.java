/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.tracking.api.ApiRules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Matomo as it is seen through its Tracking API: the tables that an engine shares with it are only ours. */
public final class TrackingApiMatomo implements Matomo {
    private static final String MASK = "trackreplay:";

    private final SendingLedger ledger;
    private final WriterPool pool;
    private final ApiSender sender;
    private final TrackingApiApplier applier;

    /** Connects to nothing. */
    public TrackingApiMatomo(ApiSettings settings, SendingLedger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.pool = new WriterPool(ledger.database());
        Set<String> tokens = new HashSet<>();
        tokens.add(masked(settings.access().token()));
        settings.visitors().requestTokens().forEach(token -> tokens.add(masked(token)));
        ApiRules rules = new ApiRules(
                tokens::contains,
                settings.visitors().clientAddress(),
                settings.visitors().doNotTrack(),
                "matomo_ignore",
                settings.visitors().thirdPartyCookie() ? Optional.of("_pk_uid") : Optional.empty());
        this.sender = new ApiSender(settings, () -> rules, new Endpoint(settings), ledger.journal(pool), clock);
        this.applier = new TrackingApiApplier(sender, tokens::contains);
    }

    /** What stands for a token in all that we store. Tokens are random, so nobody finds one by its hash. */
    private static String masked(String token) {
        if (token.isEmpty()) {
            return token; // none is not another one
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-512").digest((MASK + token).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }

    @Override
    public RequestApplier applier() {
        return applier;
    }

    @Override
    public OptionalLong perhapsTwice() {
        return OptionalLong.of(sender.perhapsTwice());
    }

    @Override
    public String hashedToken(String token) {
        return masked(token);
    }

    @Override
    public void check(Connection connection) throws SQLException {
        ledger.check(connection);
    }

    @Override
    public void close() {
        try (pool) {
            sender.close();
        }
    }
}
