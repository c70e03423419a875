/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.math.BigInteger;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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
 * @param autoIncrement whether the server counts it up where a row says nothing
 */
public record Column(
        String name,
        String type,
        boolean unsigned,
        boolean nullable,
        boolean nullByDefault,
        long length,
        boolean required,
        boolean fullUnicode,
        boolean autoIncrement) {
    private static final Map<String, Integer> BITS =
            Map.of("tinyint", 8, "smallint", 16, "mediumint", 24, "int", 32, "bigint", 64);

    public Column {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }

    /** The greatest number that it holds; empty where it is no whole number. */
    Optional<BigInteger> greatest() {
        return Optional.ofNullable(BITS.get(type))
                .map(bits ->
                        BigInteger.ONE.shiftLeft(unsigned ? bits : bits - 1).subtract(BigInteger.ONE));
    }
}
