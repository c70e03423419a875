/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import org.jspecify.annotations.Nullable;

/** A browser as far as it is known; changed step by step within one detection. What is not known is empty, a family null. */
final class FoundBrowser {
    String name = "";
    String code = "";
    String version = "";
    String engine = "";
    String engineVersion = "";

    @Nullable
    String family;

    void engineOf(FoundBrowser other) {
        engine = other.engine;
        engineVersion = other.engineVersion;
    }

    void nameOf(FoundBrowser other) {
        name = other.name;
        code = other.code;
    }
}
