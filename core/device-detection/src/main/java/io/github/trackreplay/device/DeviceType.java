/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The type of a device, with the number that Matomo stores in `config_device_type`. */
public enum DeviceType {
    DESKTOP(0),
    SMARTPHONE(1),
    TABLET(2),
    FEATURE_PHONE(3),
    CONSOLE(4),
    TV(5),
    CAR_BROWSER(6),
    SMART_DISPLAY(7),
    CAMERA(8),
    PORTABLE_MEDIA_PLAYER(9),
    PHABLET(10),
    SMART_SPEAKER(11),
    WEARABLE(12),
    PERIPHERAL(13);

    private final int number;
    private final String label = name().toLowerCase(Locale.ROOT).replace('_', ' ');

    DeviceType(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The upstream library's name of the type, such as `feature phone`. */
    public String label() {
        return label;
    }

    /** The type of that name, or null. */
    public static @Nullable DeviceType of(String label) {
        for (DeviceType type : values()) {
            if (type.label.equals(label)) return type;
        }
        return null;
    }

    /** The type of that number; there must be one. */
    public static DeviceType of(int number) {
        for (DeviceType type : values()) {
            if (type.number == number) return type;
        }
        throw new IllegalArgumentException("no device type has the number " + number);
    }
}
