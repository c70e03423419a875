/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.parameters;

/** A parameter of Matomo's Tracking API with its type and default. The constants are all that the tracker core reads. */
public sealed interface Parameter {
    /** The parameter's name in a request. */
    String name();

    /** A parameter that is text; empty by default. */
    record Text(String name) implements Parameter {}

    /** A parameter that is a whole number. */
    record Whole(String name, long fallback) implements Parameter {}

    /** A parameter that is a decimal number; without a default. */
    record Real(String name) implements Parameter {}

    Text URL = new Text("url");
    Text REFERRER_URL = new Text("urlref");
    Text RESOLUTION = new Text("res");
    Text ACTION_NAME = new Text("action_name");
    Text DOWNLOAD = new Text("download");
    Text LINK = new Text("link");
    Text CHARSET = new Text("cs");
    Text PAGE_VIEW_ID = new Text("pv_id");

    Text SEARCH = new Text("search");
    Text SEARCH_CATEGORY = new Text("search_cat");
    Whole SEARCH_COUNT = new Whole("search_count", -1);

    Text EVENT_CATEGORY = new Text("e_c");
    Text EVENT_ACTION = new Text("e_a");
    Text EVENT_NAME = new Text("e_n");
    Real EVENT_VALUE = new Real("e_v");

    Text CONTENT_NAME = new Text("c_n");
    Text CONTENT_PIECE = new Text("c_p");
    Text CONTENT_TARGET = new Text("c_t");
    Text CONTENT_INTERACTION = new Text("c_i");

    Whole GOAL = new Whole("idgoal", -1);
    Real REVENUE = new Real("revenue");
    Text ORDER_ID = new Text("ec_id");
    Real ORDER_SUBTOTAL = new Real("ec_st");
    Real ORDER_TAX = new Real("ec_tx");
    Real ORDER_SHIPPING = new Real("ec_sh");
    Real ORDER_DISCOUNT = new Real("ec_dt");
    /** JSON; read with {@link RequestParameters#json}. */
    Text ORDER_ITEMS = new Text("ec_items");

    Text PRODUCT_CATEGORY = new Text("_pkc");
    Text PRODUCT_SKU = new Text("_pks");
    Text PRODUCT_NAME = new Text("_pkn");
    Real PRODUCT_PRICE = new Real("_pkp");

    Whole NETWORK_TIME = new Whole("pf_net", -1);
    Whole SERVER_TIME = new Whole("pf_srv", -1);
    Whole TRANSFER_TIME = new Whole("pf_tfr", -1);
    Whole DOM_PROCESSING_TIME = new Whole("pf_dm1", -1);
    Whole DOM_COMPLETION_TIME = new Whole("pf_dm2", -1);
    Whole ON_LOAD_TIME = new Whole("pf_onl", -1);

    Text VISITOR_ID = new Text("_id");
    Text FORCED_VISITOR_ID = new Text("cid");
    Text USER_ID = new Text("uid");
    Text CLIENT_IP = new Text("cip");
    Text CLIENT_TIME = new Text("cdt");
    Whole CLIENT_TIME_OFFSET = new Whole("cdo", 0);
    Text TOKEN = new Text("token_auth");
    Text LANGUAGE = new Text("lang");
    Text USER_AGENT = new Text("ua");
    /** JSON; read with {@link RequestParameters#json}. */
    Text USER_AGENT_DATA = new Text("uadata");

    Whole SITE = new Whole("idsite", 0);
    Whole RECORD = new Whole("rec", 0);
    Whole BOTS = new Whole("bots", 0);
    Whole DEFAULT_PROVIDER = new Whole("dp", 0);
    Whole NEW_VISIT = new Whole("new_visit", 0);
    Whole PING = new Whole("ping", 0);
    Whole CUSTOM_ACTION = new Whole("ca", 0);

    Whole ATTRIBUTION_TIME = new Whole("_refts", 0);
    Text ATTRIBUTION_REFERRER = new Text("_ref");
    Text ATTRIBUTION_CAMPAIGN = new Text("_rcn");
    Text ATTRIBUTION_KEYWORD = new Text("_rck");
}
