/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.parameters;

/**
 * An array came where PHP 8 takes a single value only ({@code revenue[]=1}, a search engine's keyword as {@code q[]=x}). PHP
 * stops such a request with a type error in the middle of the work, so nothing of it is recorded.
 */
public final class ParameterTypeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param name what came as an array */
    public ParameterTypeException(String name) {
        super(name + " is an array where a single value is needed", null, false, false);
    }
}
