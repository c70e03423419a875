/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

/** Reads lines of one format. Stateless and thread-safe. */
public interface LineParser {
    /** What the line says; it is given without its line end (a carriage return that is left is ignored). Never throws. */
    ParsedLine parse(byte[] line);
}
