/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.privacy;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Ranges of addresses: single ones, CIDR ({@code 10.0.0.0/8}) or with wildcards at the end ({@code 10.0.*.*}). Entries that
 * are none are left out. IPv4 and IPv6 ranges know nothing of each other. Immutable.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/VisitExcluded::isVisitorIpExcluded}.
 */
public final class IpRanges {
    private static final Pattern MISPLACED_WILDCARD = Pattern.compile("[^.:]\\*|\\*.*([^.:*]|::)");

    /** Of Google's crawlers. */
    private static final List<String> GOOGLE_NETWORKS = List.of(
            "216.239.32.0/19",
            "64.233.160.0/19",
            "66.249.80.0/20",
            "72.14.192.0/18",
            "209.85.128.0/17",
            "66.102.0.0/20",
            "74.125.0.0/16",
            "64.18.0.0/20",
            "207.126.144.0/20",
            "173.194.0.0/16");

    /** Of other search engines' crawlers and robots. */
    private static final List<String> OTHER_NETWORKS = List.of(
            "64.4.0.0/18",
            "65.52.0.0/14",
            "157.54.0.0/15",
            "157.56.0.0/14",
            "157.60.0.0/16",
            "207.46.0.0/16",
            "207.68.128.0/18",
            "207.68.192.0/20",
            "131.253.26.0/20",
            "131.253.24.0/20",
            "72.30.198.0/20",
            "72.30.196.0/20",
            "98.137.207.0/20",
            "1.202.218.8");

    private static final IpRanges GOOGLE = of(GOOGLE_NETWORKS);

    /** What Matomo never records. */
    private static final IpRanges BOTS =
            of(Stream.concat(GOOGLE_NETWORKS.stream(), OTHER_NETWORKS.stream()).toList());

    /** Of IPv4, which nearly all requests come from: first and last addresses in turn, as numbers. */
    private final long[] ofIpv4;

    private final List<Range> ofIpv6;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Range(byte[] low, byte[] high) {}

    private IpRanges(List<Range> ranges) {
        this.ofIpv4 = ranges.stream()
                .filter(range -> range.low().length == IpAddress.IPV4_BYTES)
                .flatMapToLong(range -> LongStream.of(IpAddress.number(range.low()), IpAddress.number(range.high())))
                .toArray();
        this.ofIpv6 = ranges.stream()
                .filter(range -> range.low().length != IpAddress.IPV4_BYTES)
                .toList();
    }

    /** Reads the entries of Matomo's settings. */
    public static IpRanges of(Collection<String> entries) {
        List<Range> ranges = new ArrayList<>();
        for (String entry : entries) {
            range(Ascii.trim(entry)).ifPresent(ranges::add);
        }
        return new IpRanges(List.copyOf(ranges));
    }

    /** Whether an address belongs to a robot, unless a proxy of Google's data saver speaks for a person. */
    public static boolean isBot(IpAddress address, String viaHeader) {
        return !isDataSaver(address, viaHeader) && BOTS.contain(address);
    }

    /** Whether an address is that of Google's data saver, which speaks for a person. */
    public static boolean isDataSaver(IpAddress address, String viaHeader) {
        return Ascii.lower(viaHeader).contains("chrome-compression-proxy") && GOOGLE.contain(address);
    }

    /** Whether an address lies in one of them. */
    public boolean contain(IpAddress address) {
        if (address.isIpv4()) {
            long number = address.number();
            for (int i = 0; i < ofIpv4.length; i += 2) {
                if (ofIpv4[i] <= number && number <= ofIpv4[i + 1]) {
                    return true;
                }
            }
            return false;
        }
        for (Range range : ofIpv6) {
            if (address.isBetween(range.low(), range.high())) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Range> range(String entry) {
        if (Ascii.isEmpty(entry)) {
            return Optional.empty();
        }
        int wildcards = (int) entry.chars().filter(c -> c == '*').count();
        if (wildcards > 0) {
            return MISPLACED_WILDCARD.matcher(entry).find()
                    ? Optional.empty()
                    : range(entry.replace('*', '0'), -1, wildcards);
        }
        int slash = entry.indexOf('/');
        if (slash < 0) {
            return range(entry, -1, 0);
        }
        String bits = entry.substring(slash + 1);
        return Numbers.isNumeric(bits) && Numbers.toDouble(bits) >= 0
                ? range(entry.substring(0, slash), (int) Math.min(Numbers.toLong(bits), 1000), 0)
                : Optional.empty();
    }

    /** @param bits length of the prefix; -1 for the whole address but its wildcards */
    private static Optional<Range> range(String address, int bits, int wildcards) {
        return IpAddress.parse(address).map(IpAddress::bytes).flatMap(bytes -> {
            int most = bytes.length * 8;
            int prefix = bits >= 0 ? bits : most - wildcards * (most == 32 ? 8 : 16);
            return prefix < 0 || prefix > most ? Optional.empty() : Optional.of(range(bytes, prefix));
        });
    }

    private static Range range(byte[] bytes, int prefix) {
        byte[] low = bytes.clone();
        byte[] high = bytes.clone();
        int whole = (prefix + 7) / 8;
        Arrays.fill(low, whole, low.length, (byte) 0);
        Arrays.fill(high, whole, high.length, (byte) 255);
        if (prefix % 8 != 0) {
            int mask = (1 << (8 - prefix % 8)) - 1;
            low[whole - 1] = (byte) (bytes[whole - 1] & ~mask);
            high[whole - 1] = (byte) (bytes[whole - 1] | mask);
        }
        return new Range(low, high);
    }
}
