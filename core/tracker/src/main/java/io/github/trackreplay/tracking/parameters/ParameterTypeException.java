/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.parameters;

/**
 * A value came of a type that PHP 8 does not take there: an array where a single value is needed ({@code revenue[]=1}, a search
 * engine's keyword as {@code q[]=x}), a JSON null for a client hint, a number beyond all integers for a time. PHP
 * stops such a request with a type error in the middle of the work, so nothing of it is recorded.
 */
public final class ParameterTypeException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String detail;

    /** @param name what came as an array */
    public ParameterTypeException(String name) {
        this(name, "an array where a single value is needed");
    }

    /**
     * Another type.
     *
     * @param name what came so
     * @param kind what it is
     */
    public ParameterTypeException(String name, String kind) {
        super(name + " is " + kind, null, false, false);
        this.detail = name + " is " + kind;
    }

    /** A sentence for people. */
    public String detail() {
        return detail;
    }
}
