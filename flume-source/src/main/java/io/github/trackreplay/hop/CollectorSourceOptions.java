/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import io.github.trackreplay.option.Option;
import io.github.trackreplay.option.OptionSet;
import io.github.trackreplay.option.Problem;
import io.github.trackreplay.option.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The settings that {@link CollectorSource} has besides those of Flume's Avro source. */
public final class CollectorSourceOptions {
    /** How long the sink may have tried in vain. */
    public static final Option<Duration> REFUSE_AFTER = Option.duration(
                    "refuseAfter",
                    "When the sink behind this source's channel has been trying in vain to reach the database for this long,"
                            + " the source refuses what frontends send, and they use another collector. What no other one"
                            + " takes is taken all the same. Keep it below the frontends' repeatTime: then the other one"
                            + " also gets what was taken meanwhile. 0 s: it never refuses.")
            .orElse("10 s");

    /** Whether a client must show a certificate. */
    public enum ClientAuth {
        NONE,
        REQUIRED
    }

    public static final Option<ClientAuth> CLIENT_AUTH = Option.choice(
                    "clientAuth",
                    ClientAuth.class,
                    "With ssl = true: required turns away every client that does not show a certificate that truststore holds or"
                            + " vouches for. The frontends' sinks show the one in their keystore.")
            .orElse("none");

    public static final Option<String> TRUSTSTORE = Option.text(
            "truststore",
            "Trust store with the frontends' certificates, or the authority's that made them; for clientAuth = required.");

    public static final Option<String> TRUSTSTORE_PASSWORD =
            Option.text("truststore-password", "Password of the trust store.").orElse("");

    public static final Option<String> TRUSTSTORE_TYPE =
            Option.text("truststore-type", "Type of the trust store.").orElse("PKCS12");

    public static final Option<Long> MAX_CALL_BYTES = Option.bytes(
                    "maxCallBytes",
                    "Most bytes of one call of a frontend, but no more than a tenth of the agent's memory (and 16 MiB at any rate). A"
                            + " client that names a greater length is turned away at once. Our sinks cut their calls at 8 MiB, but"
                            + " for a single event that is larger.")
            .orElse("40 MiB");

    public static final Option<Integer> MAX_CONNECTIONS = Option.number(
                    "maxConnections",
                    1,
                    100_000,
                    "Most connections at a time. A further one takes, with its first call, the place of the one that has been"
                            + " quiet for longest, and for 30 s at least, or one of the host that has the most; where there is"
                            + " neither, it is closed. Up to a tenth more may be about to make their first call.")
            .orElse("1000");

    public static final Option<Long> RESERVE = reserve("frontends");

    /** Its own settings; Flume's Avro source has the others. */
    public static final OptionSet OPTIONS = new OptionSet(
            "CollectorSource",
            List.of(
                    REFUSE_AFTER,
                    CLIENT_AUTH,
                    TRUSTSTORE,
                    TRUSTSTORE_PASSWORD,
                    TRUSTSTORE_TYPE,
                    MAX_CALL_BYTES,
                    MAX_CONNECTIONS,
                    RESERVE),
            List.of());

    private CollectorSourceOptions() {}

    /**
     * The free space that a source with a port leaves on its channel's disks.
     *
     * @param clients who sends to it
     */
    public static Option<Long> reserve(String clients) {
        return Option.bytes(
                        "reserve",
                        "Free space on the disks of the file channel below which nothing is taken, so that it can still be drained"
                                + " when the database is back; " + clients
                                + " keep what they have. Set it well above the file channel's minimumRequiredSpace (500 MiB by"
                                + " default): below that the channel can neither take nor give. 0 switches the check off.")
                .orElse("1536 MiB");
    }

    /** Reads and checks them, also across. */
    public static Values read(String prefix, Map<String, String> own, boolean ssl) {
        Values values = OPTIONS.read(prefix, own);
        List<Problem> further = new ArrayList<>();
        boolean required = values.find(CLIENT_AUTH)
                .filter(auth -> auth == ClientAuth.REQUIRED)
                .isPresent();
        if (required && !ssl) {
            further.add(new Problem(
                    values.nameOf(CLIENT_AUTH), "needs an encrypted connection. Set ssl = true and keystore as well."));
        }
        if (required && values.find(TRUSTSTORE).isEmpty()) {
            further.add(new Problem(
                    values.nameOf(CLIENT_AUTH),
                    "needs to know whom to let in. Set truststore to a file with the frontends' certificates."));
        }
        return values.with(further);
    }
}
