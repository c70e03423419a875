/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Client hints as a release of the upstream library understands them. What is not given is empty.
 *
 * @param mobile whether the browser asks for a mobile page
 * @param model the device's model
 * @param platform the operating system
 * @param fullVersion the browser's version, from the one header that has no list
 * @param brands the browser's names with their versions, null for JSON's null, in the order given
 * @param app the Android app that embeds the browser
 * @param formFactors in lower case
 */
record Hints(
        boolean mobile,
        String model,
        String platform,
        String platformVersion,
        String fullVersion,
        Map<String, @Nullable String> brands,
        String app,
        List<String> formFactors) {}
