/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device;

import io.github.trackreplay.device.match.PhpText;

/**
 * The parts of Matomo's visitor fingerprint that come from the device.
 *
 * @param os the short code, `BOT` for a bot, `UNK` when unknown
 * @param browser the short code of a browser; `UNK` for every other client
 * @param browserVersion empty for every other client
 * @param ignoresCookies Internet Explorer: the fingerprint takes 0 for the cookie support it reports
 */
public record DeviceTraits(String os, String browser, String browserVersion, boolean ignoresCookies) {
    static DeviceTraits of(Device device) {
        Client client = device.client();
        if (client == null) return new DeviceTraits(os(device), DeviceColumns.UNKNOWN, "", false);
        boolean browser = client.type() == ClientType.BROWSER;
        String code = PhpText.filled(browser ? client.code() : null, DeviceColumns.UNKNOWN);
        String version = PhpText.filled(browser ? client.version() : null, "");
        return new DeviceTraits(os(device), code, version, client.name().equals("Internet Explorer"));
    }

    private static String os(Device device) {
        if (device.isBot()) return DeviceColumns.BOT;
        OperatingSystem os = device.os();
        return PhpText.filled(os == null ? null : os.code(), DeviceColumns.UNKNOWN);
    }
}
