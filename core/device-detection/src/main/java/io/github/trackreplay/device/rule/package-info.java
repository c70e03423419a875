/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Takes a user agent with client hints, gives system, client and device: the rules of the definition files in the order of
 * the upstream library, and those of its rules that are not in the files, each with the release that brought it.
 */
package io.github.trackreplay.device.rule;
