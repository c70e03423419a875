/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.action;

/**
 * Kinds of actions, with Matomo's type numbers and what they count as.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/Action::getTypeAsString}.
 */
public enum ActionKind {
    PAGE_VIEW(1),
    OUTLINK(2),
    DOWNLOAD(3),
    SITE_SEARCH(8),
    EVENT(10),
    CONTENT(13);

    /** Type of a page's title. */
    public static final int TITLE = 4;

    /** Types of what a shop sells. */
    public static final int PRODUCT_SKU = 5;

    public static final int PRODUCT_NAME = 6;

    public static final int PRODUCT_CATEGORY = 7;

    static final int EVENT_ACTION = 11;
    static final int EVENT_NAME = 12;
    static final int CONTENT_PIECE = 14;
    static final int CONTENT_TARGET = 15;
    static final int CONTENT_INTERACTION = 16;

    private final int type;

    ActionKind(int type) {
        this.type = type;
    }

    /** Type of its URL in {@code log_action}. */
    public int type() {
        return type;
    }

    /** Whether it is one of {@code visit_total_actions}. */
    public boolean isCounted() {
        return this != CONTENT;
    }

    /** Whether it is one of {@code visit_total_interactions}, and so moves {@code pageview_position}, entry and exit page. */
    public boolean isInteraction() {
        return this == PAGE_VIEW || this == SITE_SEARCH;
    }
}
