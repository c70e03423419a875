/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.parameters;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A parameter of Matomo's Tracking API with its type and default. What is read as JSON, in parts or only in one place is read by
 * its name instead, see {@link RequestParameters}.
 */
public sealed interface Parameter {
    /** The parameter's name in a request. */
    String name();

    /** A number below {@link #count()}, its own among the constants. */
    int index();

    /** How many there are. */
    static int count() {
        return Numbering.next.get();
    }

    /** Numbers the constants. */
    final class Numbering {
        private static final AtomicInteger next = new AtomicInteger();

        private Numbering() {}
    }

    /** A parameter that is text; empty by default. */
    record Text(String name, int index) implements Parameter {
        private static Text of(String name) {
            return new Text(name, Numbering.next.getAndIncrement());
        }
    }

    /** A parameter that is a whole number. */
    record Whole(String name, long fallback, int index) implements Parameter {
        private static Whole of(String name, long fallback) {
            return new Whole(name, fallback, Numbering.next.getAndIncrement());
        }
    }

    /** A parameter that is a decimal number; without a default. */
    record Real(String name, int index) implements Parameter {
        private static Real of(String name) {
            return new Real(name, Numbering.next.getAndIncrement());
        }
    }

    Text URL = Text.of("url");
    Text REFERRER_URL = Text.of("urlref");
    Text RESOLUTION = Text.of("res");
    Text ACTION_NAME = Text.of("action_name");
    Text DOWNLOAD = Text.of("download");
    Text LINK = Text.of("link");
    Text CHARSET = Text.of("cs");
    Text PAGE_VIEW_ID = Text.of("pv_id");

    Text SEARCH = Text.of("search");
    Text SEARCH_CATEGORY = Text.of("search_cat");
    Whole SEARCH_COUNT = Whole.of("search_count", -1);

    Text EVENT_CATEGORY = Text.of("e_c");
    Text EVENT_ACTION = Text.of("e_a");
    Text EVENT_NAME = Text.of("e_n");
    Real EVENT_VALUE = Real.of("e_v");

    Text CONTENT_NAME = Text.of("c_n");
    Text CONTENT_PIECE = Text.of("c_p");
    Text CONTENT_TARGET = Text.of("c_t");
    Text CONTENT_INTERACTION = Text.of("c_i");

    Whole GOAL = Whole.of("idgoal", -1);
    Real REVENUE = Real.of("revenue");
    Text ORDER_ID = Text.of("ec_id");
    Real ORDER_SUBTOTAL = Real.of("ec_st");
    Real ORDER_TAX = Real.of("ec_tx");
    Real ORDER_SHIPPING = Real.of("ec_sh");
    Real ORDER_DISCOUNT = Real.of("ec_dt");

    Text PRODUCT_CATEGORY = Text.of("_pkc");
    Text PRODUCT_SKU = Text.of("_pks");
    Text PRODUCT_NAME = Text.of("_pkn");
    Real PRODUCT_PRICE = Real.of("_pkp");

    Whole NETWORK_TIME = Whole.of("pf_net", -1);
    Whole SERVER_TIME = Whole.of("pf_srv", -1);
    Whole TRANSFER_TIME = Whole.of("pf_tfr", -1);
    Whole DOM_PROCESSING_TIME = Whole.of("pf_dm1", -1);
    Whole DOM_COMPLETION_TIME = Whole.of("pf_dm2", -1);
    Whole ON_LOAD_TIME = Whole.of("pf_onl", -1);

    Text VISITOR_ID = Text.of("_id");
    Text FORCED_VISITOR_ID = Text.of("cid");
    Text USER_ID = Text.of("uid");
    Text CLIENT_IP = Text.of("cip");
    Text CLIENT_TIME = Text.of("cdt");
    Whole CLIENT_TIME_OFFSET = Whole.of("cdo", 0);
    Text TOKEN = Text.of("token_auth");
    Text LANGUAGE = Text.of("lang");

    Whole FLASH = Whole.of("fla", 0);
    Whole JAVA = Whole.of("java", 0);
    Whole QUICKTIME = Whole.of("qt", 0);
    Whole REAL_PLAYER = Whole.of("realp", 0);
    Whole PDF = Whole.of("pdf", 0);
    Whole WINDOWS_MEDIA = Whole.of("wma", 0);
    Whole SILVERLIGHT = Whole.of("ag", 0);
    Whole COOKIES = Whole.of("cookie", 0);

    Whole SITE = Whole.of("idsite", 0);
    Whole RECORD = Whole.of("rec", 0);
    Whole BOTS = Whole.of("bots", 0);
    Whole NEW_VISIT = Whole.of("new_visit", 0);
    Whole PING = Whole.of("ping", 0);
    Whole CUSTOM_ACTION = Whole.of("ca", 0);

    Text ATTRIBUTION_REFERRER = Text.of("_ref");
    Text ATTRIBUTION_CAMPAIGN = Text.of("_rcn");
    Text ATTRIBUTION_KEYWORD = Text.of("_rck");
}
