/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import java.util.List;
import java.util.Map;

/**
 * What a client's regex gives.
 *
 * @param name a template
 * @param version a template
 * @param engine a browser's engine; empty when it is to be found in the user agent
 * @param engines engines from a version of the browser on, in the order of the file
 */
record ClientRule(String name, String version, String engine, List<Map.Entry<String, String>> engines) {}
