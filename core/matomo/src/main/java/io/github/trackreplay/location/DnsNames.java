/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.location;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.github.trackreplay.event.Elapsed;
import io.github.trackreplay.tracking.location.HostNames;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Hashtable;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import javax.naming.CommunicationException;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/**
 * Asks the domain name system for the names of addresses. One question takes a second and a half at most; answers are remembered
 * for six hours, 100,000 of them; after ten questions in a row that nobody answered, none is asked for half a minute. Thread-safe.
 */
// JNDI takes its settings as a Hashtable; of JNDI only the provider for DNS is used, which gives text and loads no
// classes.
@SuppressWarnings({"JdkObsolete", "BanJNDI"})
public final class DnsNames implements HostNames {
    /** The servers that this machine is told to ask. */
    public static final String SYSTEM = "dns:";

    private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final Duration KEPT = Duration.ofHours(6);
    private static final Duration SILENT = Duration.ofMinutes(10);
    private static final int MOST = 100_000;
    private static final int MOST_UNANSWERED = 10;
    private static final long PAUSE_MILLIS = 30_000;
    private static final String POINTER = "PTR";

    private final Hashtable<String, String> environment = new Hashtable<>();
    private final InstantSource clock;
    private final Cache<String, Optional<String>> known =
            CacheBuilder.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();
    /** Whose zone does not answer: asked again after a while, so that its next visitor does not wait as well. */
    private final Cache<String, Boolean> silent =
            CacheBuilder.newBuilder().maximumSize(MOST).expireAfterWrite(SILENT).build();

    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicLong pausedAt = new AtomicLong(Long.MAX_VALUE);

    /**
     * Asks nobody yet.
     *
     * @param servers {@link #SYSTEM}, or as {@code dns://192.0.2.1:53}
     * @param clock tells when a pause is over
     */
    public DnsNames(String servers, InstantSource clock) {
        this.clock = clock;
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put(Context.PROVIDER_URL, servers);
        environment.put("com.sun.jndi.dns.timeout.initial", "500");
        environment.put("com.sun.jndi.dns.timeout.retries", "2");
    }

    @Override
    public Optional<String> find(String address) {
        Optional<String> before = known.getIfPresent(address);
        if (before != null) {
            return before;
        }
        if (silent.getIfPresent(address) != null || !LITERAL.matcher(address).matches() || isPaused(clock.millis())) {
            return Optional.empty();
        }
        try {
            Optional<String> name = ask(reverse(InetAddress.getByName(address).getAddress()));
            unanswered.set(0);
            known.put(address, name);
            return name;
        } catch (CommunicationException e) {
            silent.put(address, true);
            if (unanswered.incrementAndGet() >= MOST_UNANSWERED) {
                unanswered.set(0);
                pausedAt.set(clock.millis());
            }
            return Optional.empty();
        } catch (NamingException | UnknownHostException e) {
            silent.put(address, true); // another time perhaps
            return Optional.empty();
        }
    }

    private boolean isPaused(long now) {
        return !Elapsed.since(pausedAt.get(), now, PAUSE_MILLIS);
    }

    private Optional<String> ask(String name) throws NamingException {
        InitialDirContext context = new InitialDirContext(environment);
        try {
            Attribute pointer =
                    context.getAttributes(name, new String[] {POINTER}).get(POINTER);
            return pointer == null || pointer.size() == 0
                    ? Optional.empty()
                    : Optional.of(String.valueOf(pointer.get()).replaceFirst("\\.$", ""));
        } catch (NameNotFoundException e) {
            return Optional.empty();
        } finally {
            context.close();
        }
    }

    /** The name under which the name of an address stands. */
    static String reverse(byte[] address) {
        StringBuilder name = new StringBuilder();
        boolean four = address.length == 4;
        for (int i = address.length - 1; i >= 0; i--) {
            int b = address[i] & 0xff;
            if (four) {
                name.append(b).append('.');
            } else {
                name.append(Character.forDigit(b & 15, 16))
                        .append('.')
                        .append(Character.forDigit(b >> 4, 16))
                        .append('.');
            }
        }
        return name.append(four ? "in-addr.arpa" : "ip6.arpa").toString();
    }
}
