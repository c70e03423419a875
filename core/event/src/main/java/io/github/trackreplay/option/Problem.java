/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.option;

import java.util.Objects;

/**
 * Why a configuration cannot be used, in words that name the setting, the value and the remedy.
 *
 * @param setting full name of the setting, as it stands in the file
 * @param sentence one or more sentences for the administrator
 */
public record Problem(String setting, String sentence) {
    public Problem {
        Objects.requireNonNull(setting, "setting");
        Objects.requireNonNull(sentence, "sentence");
    }

    @Override
    public String toString() {
        return setting + ": " + sentence;
    }
}
