/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one URL as PHP's {@code parse_url} does, its oddities with ports and missing schemes included. */
final class UrlReader {
    private static final int LARGEST_PORT = 65535;
    private static final int PORT_DIGITS = 5;

    private final String url;
    private @Nullable String scheme;
    private @Nullable String user;
    private @Nullable String pass;
    private @Nullable String host;
    private int port;
    /** Start of what has not been read yet. */
    private int at;

    UrlReader(String url) {
        this.url = url;
    }

    /** What the head of a URL leads to. */
    private enum Next {
        HOST,
        PATH,
        END,
        INVALID
    }

    Optional<UrlParts> read() {
        Next next = head();
        if (next == Next.HOST) {
            next = authority();
        }
        return switch (next) {
            case INVALID -> Optional.empty();
            case PATH -> Optional.of(rest());
            default -> Optional.of(parts(null, null, null));
        };
    }

    private Next head() {
        int colon = url.indexOf(':');
        if (colon < 0) {
            return withoutScheme();
        }
        if (colon == 0) {
            return portAfter(0);
        }
        if (isScheme(colon)) {
            return afterScheme(colon);
        }
        return colon + 1 < url.length() && colon < end("?#") ? portAfter(colon) : withoutScheme();
    }

    private Next withoutScheme() {
        if (!url.startsWith("//")) {
            return Next.PATH;
        }
        at = 2;
        return Next.HOST;
    }

    private boolean isScheme(int colon) {
        for (int i = 0; i < colon; i++) {
            char c = url.charAt(i);
            if (!Ascii.isAlphanumeric(c) && c != '+' && c != '-' && c != '.') {
                return false;
            }
        }
        return true;
    }

    private Next afterScheme(int colon) {
        String name = url.substring(0, colon);
        if (colon + 1 == url.length()) {
            scheme = name;
            return Next.END;
        }
        if (url.charAt(colon + 1) != '/') {
            int digits = digitsEnd(colon + 1, PORT_DIGITS + 1);
            if (digits - colon < PORT_DIGITS + 2 && (digits == url.length() || url.charAt(digits) == '/')) {
                return portAfter(colon);
            }
            scheme = name;
            at = colon + 1;
            return Next.PATH;
        }
        scheme = name;
        if (!url.startsWith("//", colon + 1)) {
            at = colon + 1;
            return Next.PATH;
        }
        at = colon + 3;
        return isLocalFile() ? localFile() : Next.HOST;
    }

    private boolean isLocalFile() {
        return scheme != null && Ascii.equalsIgnoreCase(scheme, "file") && at < url.length() && url.charAt(at) == '/';
    }

    private Next localFile() {
        boolean driveLetter = at + 2 < url.length() && url.charAt(at + 2) == ':';
        at += driveLetter ? 1 : 0;
        return Next.PATH;
    }

    /** The colon does not end a scheme: it may come before a port ({@code a.com:80/x}). */
    private Next portAfter(int colon) {
        int digits = digitsEnd(colon + 1, PORT_DIGITS + 1);
        int count = digits - colon - 1;
        if (count > 0 && count <= PORT_DIGITS && (digits == url.length() || url.charAt(digits) == '/')) {
            if (!readPort(colon + 1, digits)) {
                return Next.INVALID;
            }
            at = url.startsWith("//") ? 2 : 0;
            return Next.HOST;
        }
        return count == 0 && digits == url.length() ? Next.INVALID : withoutScheme();
    }

    private Next authority() {
        int end = end("/?#");
        int sign = url.lastIndexOf('@', end - 1);
        if (sign >= at) {
            credentials(sign);
        }
        int hostEnd = hostEnd(end);
        if (hostEnd <= at) {
            return Next.INVALID;
        }
        host = clean(at, hostEnd);
        at = end;
        return end == url.length() ? Next.END : Next.PATH;
    }

    private void credentials(int sign) {
        int colon = url.indexOf(':', at);
        boolean secret = colon >= 0 && colon < sign;
        user = clean(at, secret ? colon : sign);
        pass = secret ? clean(colon + 1, sign) : null;
        at = sign + 1;
    }

    /** Where the host ends; -1 where its port is none. */
    private int hostEnd(int end) {
        if (at < end && url.charAt(at) == '[' && url.charAt(end - 1) == ']') {
            return end;
        }
        int colon = url.lastIndexOf(':', end - 1);
        if (colon < at) {
            return end;
        }
        boolean given = port == 0 && end > colon + 1;
        return given && (end - colon - 1 > PORT_DIGITS || !readPort(colon + 1, end)) ? -1 : colon;
    }

    /** Reads a port as C's {@code strtol} does, so {@code 8a} is 8. */
    private boolean readPort(int from, int to) {
        String text = url.substring(from, to);
        String number = text.stripLeading();
        boolean signed = number.startsWith("+") || number.startsWith("-");
        int digits = signed ? 1 : 0;
        while (digits < number.length() && Ascii.isDigit(number.charAt(digits))) {
            digits++;
        }
        if (digits == (signed ? 1 : 0)) {
            return false;
        }
        port = Integer.parseInt(number.substring(0, digits));
        return port >= 0 && port <= LARGEST_PORT;
    }

    private UrlParts rest() {
        int end = url.length();
        String fragment = null;
        int hash = url.indexOf('#', at);
        if (hash >= 0) {
            fragment = clean(hash + 1, end);
            end = hash;
        }
        String query = null;
        int mark = url.indexOf('?', at);
        if (mark >= 0 && mark < end) {
            query = clean(mark + 1, end);
            end = mark;
        }
        return parts(at < end || at == url.length() ? clean(at, end) : null, query, fragment);
    }

    private UrlParts parts(@Nullable String path, @Nullable String query, @Nullable String fragment) {
        return new UrlParts(scheme, user, pass, host, port, path, query, fragment);
    }

    private int end(String marks) {
        int i = at;
        while (i < url.length() && marks.indexOf(url.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    private int digitsEnd(int from, int most) {
        int i = from;
        while (i < url.length() && i < from + most && Ascii.isDigit(url.charAt(i))) {
            i++;
        }
        return i;
    }

    private String clean(int from, int to) {
        for (int i = from; i < to; i++) {
            if (isControl(url.charAt(i))) {
                return cleaned(from, to);
            }
        }
        return url.substring(from, to);
    }

    private String cleaned(int from, int to) {
        StringBuilder out = new StringBuilder(url.substring(from, to));
        for (int i = 0; i < out.length(); i++) {
            if (isControl(out.charAt(i))) {
                out.setCharAt(i, '_');
            }
        }
        return out.toString();
    }

    private static boolean isControl(char c) {
        return c < ' ' || c == 0x7F;
    }
}
