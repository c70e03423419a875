/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.metrics;

import com.google.common.base.Suppliers;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Under which names the page may be asked for where no password is wanted. A foreign site's script can have its own name point
 * here (DNS rebinding) and would then read what its user may read; it cannot use an address, nor a name of this machine. Pure.
 */
final class OwnNames {
    private final Supplier<Set<String>> own;

    /** @param own gives names of this machine; asked once, and only for a name that is not allowed anyway */
    OwnNames(Supplier<Set<String>> own) {
        this.own = Suppliers.memoize(() ->
                own.get().stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
    }

    /** Whether a header {@code Host} is an address, {@code localhost}, a name without a dot, or one of this machine's. */
    boolean allows(String host) {
        if (host == null || host.isEmpty()) {
            return false;
        }
        if (host.startsWith("[")) {
            return host.matches("\\[[0-9a-fA-F:.%a-z]+](:\\d+)?");
        }
        String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        return name.matches("\\d+\\.\\d+\\.\\d+\\.\\d+")
                || name.indexOf('.') < 0
                || own.get().contains(name);
    }
}
