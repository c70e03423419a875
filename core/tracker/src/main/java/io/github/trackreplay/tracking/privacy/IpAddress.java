/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.privacy;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address, as Matomo stores it in {@code location_ip}. Immutable.
 *
 * <p>Source of the rule: Matomo's {@code PrivacyManager/IPAnonymizer::applyIPMask}.
 */
public final class IpAddress {
    static final int IPV4_BYTES = 4;

    private static final int IPV6_BYTES = 16;
    private static final int GROUPS = 8;
    /** What stays of an IPv6 address, in bytes, by mask length 0 to 4. */
    private static final int[] IPV6_KEPT = {16, 8, 6, 3, 0};

    private final byte[] bytes;

    private IpAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads a textual address; 0.0.0.0 where it is none, as Matomo does. */
    public static IpAddress of(String text) {
        return parse(text).orElseGet(() -> new IpAddress(new byte[IPV4_BYTES]));
    }

    /** Reads a textual address strictly, as {@code inet_pton} does. */
    public static Optional<IpAddress> parse(String text) {
        byte[] parsed = text.indexOf(':') < 0 ? ipv4(text) : ipv6(text);
        return parsed == null ? Optional.empty() : Optional.of(new IpAddress(parsed));
    }

    /** Reads 4 or 16 bytes; 0.0.0.0 where there are none. */
    public static IpAddress of(byte[] bytes) {
        return new IpAddress(bytes.length == 0 ? new byte[IPV4_BYTES] : bytes.clone());
    }

    /** The 4 or 16 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The address with its last part cleared.
     *
     * @param maskLength {@code ipAddressMaskLength}: that many bytes of IPv4 (or IPv4 in IPv6); of IPv6 the last 8, 10, 13 or
     *     all 16 bytes for 1, 2, 3 or 4
     */
    public IpAddress anonymised(int maskLength) {
        int kept = bytes.length == IPV6_BYTES && !isMappedIpv4()
                ? IPV6_KEPT[Math.max(0, Math.min(maskLength, IPV6_KEPT.length - 1))]
                : Math.max(0, bytes.length - Math.max(0, maskLength));
        byte[] masked = bytes.clone();
        Arrays.fill(masked, kept, masked.length, (byte) 0);
        return new IpAddress(masked);
    }

    private boolean isMappedIpv4() {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return (bytes[10] == 0 && bytes[11] == 0) || (bytes[10] == -1 && bytes[11] == -1);
    }

    boolean isIpv4() {
        return bytes.length == IPV4_BYTES;
    }

    /** An IPv4 address as a number. */
    long number() {
        return number(bytes);
    }

    /** Four bytes as a number, the first one the highest. */
    static long number(byte[] four) {
        return (four[0] & 0xffL) << 24 | (four[1] & 0xff) << 16 | (four[2] & 0xff) << 8 | (four[3] & 0xff);
    }

    boolean isBetween(byte[] low, byte[] high) {
        return bytes.length == low.length
                && Arrays.compareUnsigned(bytes, low) >= 0
                && Arrays.compareUnsigned(bytes, high) <= 0;
    }

    private static byte @Nullable [] ipv4(String text) {
        byte[] address = new byte[IPV4_BYTES];
        int part = 0;
        int value = -1;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c >= '0' && c <= '9' && value != 0) {
                value = Math.max(value, 0) * 10 + (c - '0');
                if (value > 255) {
                    return null;
                }
            } else if (c == '.' && value >= 0 && part < IPV4_BYTES) {
                address[part++] = (byte) value;
                value = -1;
            } else {
                return null;
            }
        }
        return part == IPV4_BYTES ? address : null;
    }

    private static byte @Nullable [] ipv6(String text) {
        int gap = text.indexOf("::");
        byte[] head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        byte[] tail = gap < 0 ? new byte[0] : groups(text.substring(gap + 2), true);
        if (head == null || tail == null) {
            return null;
        }
        int given = head.length + tail.length;
        if (gap < 0 ? given != IPV6_BYTES : given > IPV6_BYTES - 2) {
            return null;
        }
        byte[] address = Arrays.copyOf(head, IPV6_BYTES);
        System.arraycopy(tail, 0, address, IPV6_BYTES - tail.length, tail.length);
        return address;
    }

    /** The bytes of groups parted by colons, of which the last may be an IPv4 address. */
    private static byte @Nullable [] groups(String text, boolean mayEndInIpv4) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] parts = text.split(":", -1);
        byte[] out = new byte[2 * parts.length + 2];
        int size = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean quad = mayEndInIpv4 && i == parts.length - 1 && parts[i].indexOf('.') >= 0;
            byte[] group = quad ? ipv4(parts[i]) : group(parts[i]);
            if (group == null) {
                return null;
            }
            System.arraycopy(group, 0, out, size, group.length);
            size += group.length;
        }
        return Arrays.copyOf(out, size);
    }

    private static byte @Nullable [] group(String text) {
        if (text.isEmpty() || text.length() > 4) {
            return null;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return null;
            }
            value = (value << 4) | digit;
        }
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    /** As {@code inet_ntop} writes it. */
    @Override
    public String toString() {
        return bytes.length == IPV4_BYTES ? quad(0) : bytes.length == IPV6_BYTES ? ipv6Text() : "0.0.0.0";
    }

    private String quad(int from) {
        return (bytes[from] & 255) + "." + (bytes[from + 1] & 255) + "." + (bytes[from + 2] & 255) + "."
                + (bytes[from + 3] & 255);
    }

    private String ipv6Text() {
        int gap = -1;
        int gapLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int length = zeros(i);
            if (length > gapLength) {
                gap = i;
                gapLength = length;
            }
        }
        StringBuilder out = new StringBuilder(40);
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap) {
                out.append(i == 0 ? "::" : ":");
                i += gapLength - 1;
            } else if (i == 6 && gap == 0 && (gapLength == 6 || (gapLength == 5 && groupAt(5) == 0xFFFF))) {
                return out.append(quad(12)).toString();
            } else {
                out.append(Integer.toHexString(groupAt(i))).append(i < GROUPS - 1 ? ":" : "");
            }
        }
        return out.toString();
    }

    private int zeros(int from) {
        int i = from;
        while (i < GROUPS && groupAt(i) == 0) {
            i++;
        }
        return i - from;
    }

    private int groupAt(int index) {
        return ((bytes[2 * index] & 255) << 8) | (bytes[2 * index + 1] & 255);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress address && Arrays.equals(bytes, address.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
