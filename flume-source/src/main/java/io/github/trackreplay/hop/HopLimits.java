/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/**
 * What all connections of one collector may take together, and what is said about those that are turned away: one sentence of
 * each kind a minute. Called by many threads.
 */
final class HopLimits {
    private static final long SAY_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private static final Set<Kind> WITH_DETAIL =
            EnumSet.of(Kind.TLS, Kind.FOREIGN_CERTIFICATE, Kind.CERTIFICATE_OUT_OF_TIME);

    private final long mostCallBytes;
    private final long mostBytes;
    private final int mostConnections;
    private final int mostNewcomers;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private final Consumer<String> log;
    private final AtomicLong bytes = new AtomicLong();
    private final Set<Guest> newcomers = new LinkedHashSet<>(); // with the lock of guests
    private final Set<Guest> guests = new HashSet<>();
    private final Map<Kind, Said> said = new EnumMap<>(Kind.class);

    private static final class Said {
        private long at;
        private long unsaid;
    }

    /** Who holds a connection. Asked and told by any thread. */
    interface Guest {
        /** Since when it has been answered whatever came of it, by {@link #now}; empty while a call is awaited or goes on. */
        OptionalLong quietSince();

        /** Which machine it is, as far as its address tells. */
        Object host();

        /** Ends it, for another one. */
        void giveWay();
    }

    /** Why a connection is closed. */
    enum Kind {
        CONNECTIONS(
                "there are as many connections as maxConnections allows. More frontends need more, or somebody holds them"),
        NO_CALL("it sent no call in time. Frontends do so at once; is it a port scan or a monitor?"),
        SLOW("it began a call and did not end it in time"),
        UNREAD("it sends calls and does not take the answers"),
        GIVES_WAY(
                "there are as many connections as maxConnections allows, and of all it had been quiet for longest, or its host has the"
                        + " most. A frontend connects again. More frontends need more, or somebody holds them"),
        NO_CALL_OF_AVRO(
                "what it sent is no call of Avro. Is it a frontend, and is its compression-type the same as here?"),
        TOO_LARGE(
                "its call is larger than maxCallBytes or a tenth of this agent's memory allows. If it is a frontend of yours, lower"
                        + " its batch-size, or raise maxCallBytes and TRACKREPLAY_HEAP"),
        MEMORY(
                "all calls together would take more than a quarter of this agent's memory. If these are frontends of yours,"
                        + " give it more (TRACKREPLAY_HEAP); the frontend sends again"),
        NO_TLS("it does not speak TLS and this source wants it (ssl = true). Set ssl = true at the frontend's sink"),
        NO_CERTIFICATE(
                "it showed no certificate and clientAuth = required wants one. Set keystore at the frontend's sink"),
        FOREIGN_CERTIFICATE(
                "its certificate is not one that truststore holds or vouches for. Import the frontend's certificate there, if it"
                        + " is yours"),
        CERTIFICATE_OUT_OF_TIME(
                "its certificate has expired or is not valid yet. Is this machine's clock right? If so, make that frontend a new one"),
        TLS("its TLS handshake failed. Does the frontend trust this collector's present certificate?");

        private final String sentence;

        Kind(String sentence) {
            this.sentence = sentence;
        }

        /** The kind of a failure; empty for a connection that simply ended. */
        static Optional<Kind> of(Throwable failure) {
            Optional<Kind> kind = Optional.empty();
            for (Throwable t = failure; t != null; t = t.getCause()) {
                String text = String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT);
                if (t instanceof NotSslRecordException) {
                    return Optional.of(NO_TLS);
                } else if (text.contains("empty client certificate chain") || text.contains("null cert chain")) {
                    return Optional.of(NO_CERTIFICATE);
                }
                Optional<CertificateFault> certificate = CertificateFault.of(t);
                if (certificate.filter(CertificateFault.OUT_OF_TIME::equals).isPresent()) {
                    return Optional.of(CERTIFICATE_OUT_OF_TIME);
                } else if (certificate.isPresent()) {
                    kind = Optional.of(FOREIGN_CERTIFICATE);
                } else if (kind.isEmpty() && t instanceof SSLException) {
                    kind = Optional.of(TLS);
                } else if (kind.isEmpty() && t instanceof IOException && text.contains("excessive list allocation")) {
                    kind = Optional.of(NO_CALL_OF_AVRO);
                }
            }
            return kind;
        }
    }

    /** @param mostConnections of those that have called; a tenth more may be about to */
    HopLimits(
            long mostCallBytes,
            long mostBytes,
            int mostConnections,
            Duration patience,
            LongSupplier nanoTime,
            Consumer<String> log) {
        this.mostCallBytes = mostCallBytes;
        this.mostBytes = mostBytes;
        this.mostConnections = mostConnections;
        this.mostNewcomers = Math.max(1, mostConnections / 10);
        this.patience = patience;
        this.nanoTime = nanoTime;
        this.log = log;
    }

    long mostCallBytes() {
        return mostCallBytes;
    }

    /** How long a client may take for its first call, for each one that it has begun, and for taking its answers. */
    Duration patience() {
        return patience;
    }

    /** By the clock that counts for them, in nanoseconds. */
    long now() {
        return nanoTime.getAsLong();
    }

    /**
     * One more, of which nothing is known yet; {@link #disconnected} must follow. Where there are too many, those that have made no call
     * make room among themselves: whoever only connects cannot take the place of one that has called. The oldest of the host that has the
     * most of them leaves first: a neighbour that connects faster than handshakes end cannot keep other hosts out.
     */
    void connected(Guest guest) {
        Optional<Guest> oldest = Optional.empty();
        synchronized (guests) {
            boolean tooMany = guests.size() + newcomers.size() >= mostConnections && newcomers.size() >= mostNewcomers;
            newcomers.add(guest);
            if (tooMany) {
                oldest = oldestOfTheMost(newcomers);
                oldest.ifPresent(newcomers::remove);
            }
        }
        oldest.ifPresent(Guest::giveWay);
    }

    /**
     * Whether one that has made its first call may stay. Where there are too many the one that has been quiet for longest, and for as
     * long as clients are waited for, gives way: whoever has once made a call cannot keep others out by silence. Where there is none,
     * one of the host that has the most: whoever goes on calling cannot keep other hosts out by many connections.
     */
    boolean called(Guest guest) {
        Optional<Guest> leaves = Optional.empty();
        synchronized (guests) {
            if (!newcomers.remove(guest)) {
                return false; // it has given way
            }
            if (guests.size() >= mostConnections) {
                leaves = quietest(guests, patience.toNanos()).or(() -> ofTheMost(guest.host()));
                if (leaves.isEmpty()) {
                    return false;
                }
                guests.remove(leaves.get());
            }
            guests.add(guest);
        }
        leaves.ifPresent(Guest::giveWay);
        return true;
    }

    /** In the order of coming; of hosts that have as many, the one whose first came first. */
    private static Optional<Guest> oldestOfTheMost(Collection<Guest> inOrder) {
        Map<Object, List<Guest>> hosts =
                inOrder.stream().collect(Collectors.groupingBy(Guest::host, LinkedHashMap::new, Collectors.toList()));
        List<Guest> most = List.of();
        for (List<Guest> of : hosts.values()) {
            most = of.size() > most.size() ? of : most;
        }
        return most.stream().findFirst();
    }

    /** One of the host that has the most connections, if it has more than a host has with one more; rather one that awaits no answer. */
    private Optional<Guest> ofTheMost(Object host) {
        Map<Object, List<Guest>> hosts = guests.stream().collect(Collectors.groupingBy(Guest::host));
        int own = hosts.getOrDefault(host, List.of()).size();
        return hosts.values().stream()
                .max(Comparator.comparingInt(List::size))
                .filter(most -> most.size() > own + 1)
                .flatMap(most -> quietest(most, 0).or(() -> Optional.of(most.get(0))));
    }

    private Optional<Guest> quietest(Collection<Guest> among, long leastNanos) {
        long now = now();
        long longest = leastNanos - 1;
        Optional<Guest> found = Optional.empty();
        for (Guest guest : among) {
            OptionalLong since = guest.quietSince();
            if (since.isPresent() && now - since.getAsLong() > longest) {
                longest = now - since.getAsLong();
                found = Optional.of(guest);
            }
        }
        return found;
    }

    void disconnected(Guest guest) {
        synchronized (guests) {
            newcomers.remove(guest);
            guests.remove(guest);
        }
    }

    /** Notes memory in use; returns whether that is allowed. It must be given back either way. */
    boolean take(long more) {
        return bytes.addAndGet(more) <= mostBytes;
    }

    void giveBack(long less) {
        bytes.addAndGet(-less);
    }

    /** Bytes of calls that have not been answered. */
    long inUse() {
        return bytes.get();
    }

    synchronized void say(Kind kind, SocketAddress client, String detail) {
        long now = nanoTime.getAsLong();
        Said last = said.get(kind);
        if (last != null && now - last.at < SAY_EVERY_NANOS) {
            last.unsaid++;
            return;
        }
        last = last == null ? new Said() : last;
        String more = last.unsaid > 0 ? " And " + last.unsaid + " more of this kind since the last time." : "";
        log.accept(
                "The connection of " + String.valueOf(client).replaceFirst("^/", "") + " was closed: " + kind.sentence
                        + (WITH_DETAIL.contains(kind) && !detail.isEmpty() ? " (" + detail + ")" : "") + "." + more);
        last.at = now;
        last.unsaid = 0;
        said.put(kind, last);
    }
}
