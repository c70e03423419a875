/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

/**
 * One regex and what it stands for.
 *
 * @param captures whether the texts of its groups are wanted; without, the engine is free to look for any match
 */
public record RegexRule<T>(String regex, boolean captures, T value) {}
