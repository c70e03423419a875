/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins.campaigns;

import java.util.List;

/**
 * A column of a campaign.
 *
 * @param column its name in {@code log_visit} and {@code log_conversion}
 * @param parameters names of the URL parameters that fill it, the most important first; byte strings
 */
record CampaignField(String column, List<String> parameters) {
    /** The one whose values are ids. */
    static final String ID = "campaign_id";

    static final String NAME = "campaign_name";
    static final String KEYWORD = "campaign_keyword";

    private static final int ID_LENGTH = 100;
    private static final int LENGTH = 255;

    /** Bytes to which the plugin itself cuts a value of a column, whatever the column holds. */
    static String cut(String column, String bytes) {
        int most = column.equals(ID) ? ID_LENGTH : LENGTH;
        return bytes.length() <= most ? bytes : bytes.substring(0, most);
    }
}
