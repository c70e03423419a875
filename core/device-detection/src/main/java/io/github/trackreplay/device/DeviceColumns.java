/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device;

import io.github.trackreplay.device.match.PhpText;
import org.jspecify.annotations.Nullable;

/**
 * The columns of `log_visit` that Matomo's plugin DevicesDetection fills when a visit begins, each cut to its column's width.
 * Null stands for SQL NULL.
 */
public record DeviceColumns(
        String configOs,
        String configOsVersion,
        String configBrowserName,
        String configBrowserVersion,
        String configBrowserEngine,
        @Nullable Integer configClientType,
        @Nullable Integer configDeviceType,
        String configDeviceBrand,
        String configDeviceModel) {
    static final String UNKNOWN = "UNK";
    static final String BOT = "BOT";

    static DeviceColumns of(Device device) {
        OperatingSystem os = device.os();
        Client client = device.client();
        return new DeviceColumns(
                device.isBot() ? BOT : os == null ? UNKNOWN : os.code(),
                os == null ? UNKNOWN : cut(os.version(), 100),
                cut(browserName(client), 40),
                client == null || PhpText.isEmpty(client.version()) ? "" : cut(client.version(), 20),
                client == null || PhpText.isEmpty(client.engine()) ? "" : cut(client.engine(), 10),
                client == null ? null : Integer.valueOf(client.type().number()),
                device.type() == null ? null : Integer.valueOf(device.type().number()),
                cut(device.brand(), 100),
                model(device));
    }

    private static String browserName(@Nullable Client client) {
        if (client == null) return UNKNOWN;
        return PhpText.filled(client.code(), PhpText.filled(client.name(), UNKNOWN));
    }

    private static String model(Device device) {
        if (!PhpText.isEmpty(device.model())) return cut(device.model(), 100);
        if (device.type() != null) return "generic " + device.type().label();
        return device.mobile() ? "generic mobile" : "";
    }

    private static String cut(String text, int length) {
        if (text.codePointCount(0, text.length()) <= length) return text;
        return text.substring(0, text.offsetByCodePoints(0, length));
    }
}
