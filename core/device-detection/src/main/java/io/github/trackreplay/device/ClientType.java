/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device;

/** The type of a client, with the number that Matomo stores in `config_client_type`. */
public enum ClientType {
    BROWSER(1, "browser"),
    LIBRARY(2, "library"),
    FEED_READER(3, "feed reader"),
    MEDIA_PLAYER(4, "mediaplayer"),
    MOBILE_APP(5, "mobile app"),
    PIM(6, "pim");

    private final int number;
    private final String label;

    ClientType(int number, String label) {
        this.number = number;
        this.label = label;
    }

    public int number() {
        return number;
    }

    /** The upstream library's name of the type. */
    public String label() {
        return label;
    }
}
