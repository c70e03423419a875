/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import java.nio.file.Path;

/**
 * A log file of an import.
 *
 * @param file where its bytes are
 * @param name what to call it: the same, unless the bytes were copied from standard input
 */
public record LogInput(Path file, Path name) {
    public static LogInput of(Path file) {
        return new LogInput(file, file);
    }
}
