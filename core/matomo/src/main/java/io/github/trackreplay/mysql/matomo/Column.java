/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.util.Objects;

/**
 * A column of one of Matomo's tables, as far as writing needs it.
 *
 * @param name its name
 * @param type data type in lower case without length: {@code int}, {@code varchar}, {@code binary}, {@code datetime}, …
 * @param unsigned whether a number is unsigned
 * @param nullable whether {@code NULL} is allowed
 * @param nullByDefault whether a row that says nothing gets {@code NULL}
 * @param length characters of a text type, bytes of a binary one, 0 otherwise
 * @param required whether a row that says nothing of it is refused by a strict server: neither {@code NULL} nor a default
 * @param fullUnicode whether text may hold characters of four UTF-8 bytes
 */
public record Column(
        String name,
        String type,
        boolean unsigned,
        boolean nullable,
        boolean nullByDefault,
        long length,
        boolean required,
        boolean fullUnicode) {
    public Column {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }
}
