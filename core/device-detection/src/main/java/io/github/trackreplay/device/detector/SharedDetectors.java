/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.detector;

import io.github.trackreplay.device.definition.DefinitionContent;
import io.github.trackreplay.device.definition.Definitions;
import io.github.trackreplay.device.rule.Detection;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;

/**
 * One detector of the same definitions for a whole process: the sinks of an agent, and a sink that is set up anew, do not each
 * parse a megabyte and keep the rules of their own. Definitions are told apart by what is in them, so another content is
 * another detector at once. One that nobody uses goes when the memory is needed. Thread-safe; who asks while the same or
 * another one is loaded waits.
 */
final class SharedDetectors {
    private static final Map<String, SoftReference<DeviceDetector>> KNOWN = new HashMap<>();

    private SharedDetectors() {}

    /**
     * The detector of these definitions, made if there is none.
     *
     * @param versionParts how many parts after the first a version keeps
     * @throws IOException with a sentence that says what is wrong
     */
    static synchronized DeviceDetector of(DefinitionContent content, int versionParts) throws IOException {
        String identity = versionParts + " " + content.identity();
        SoftReference<DeviceDetector> reference = KNOWN.get(identity);
        DeviceDetector known = reference == null ? null : reference.get();
        if (known == null) {
            known = new DeviceDetector(new Detection(Definitions.load(content), versionParts, true));
            KNOWN.values().removeIf(other -> other.get() == null);
            KNOWN.put(identity, new SoftReference<>(known));
        }
        return known;
    }
}
