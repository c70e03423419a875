/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.parameters;

/**
 * A decimal parameter came as an array. PHP 8 stops such a request with a type error in the middle of the work, so nothing of
 * it is recorded.
 */
public final class ParameterTypeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ParameterTypeException(String name) {
        super("the parameter " + name + " is an array, but must be a number", null, false, false);
    }
}
