/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import io.github.trackreplay.device.match.PhpText;

/**
 * How versions are written.
 *
 * @param parts how many parts after the first are kept; negative keeps all. Matomo keeps one
 */
record Versions(int parts) {
    String of(String raw) {
        String version = raw.replace('_', '.');
        if (parts >= 0) version = cut(version);
        return PhpText.trim(version, " .");
    }

    private String cut(String version) {
        int dot = -1;
        for (int i = 0; i <= parts; i++) {
            dot = version.indexOf('.', dot + 1);
            if (dot < 0) return version;
        }
        return version.substring(0, dot);
    }
}
