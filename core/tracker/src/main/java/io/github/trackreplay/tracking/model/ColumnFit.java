/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import io.github.trackreplay.php.ByteText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes values fit the columns of Matomo's log tables the way a lenient database does: text is cut to the column's length,
 * numbers go to the nearest that the column can hold, decimals are rounded. So what was decided equals what will be read back,
 * and a strict server takes it too. Columns that are not listed keep their values. What a strict database does not take
 * says {@link #isTaken}.
 */
public final class ColumnFit {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][+-]?\\d{1,3})?");
    private static final BigDecimal MOST_DEGREES = new BigDecimal("999.999999");
    private static final Map<String, Kind> KINDS = new HashMap<>();

    static {
        text(3, "config_os", "location_country", "location_region");
        text(10, "config_browser_engine");
        text(40, "config_browser_name", "ai_agent_name");
        text(50, "bot_type", "source");
        text(255, "campaign_name", "campaign_keyword", "campaign_source", "campaign_medium", "campaign_content");
        text(255, "campaign_group");
        text(100, "campaign_id", "campaign_placement");
        text(100, "idorder", "bot_name");
        text(255, "location_city");
        text(4096, "url");
        KINDS.put("config_device_brand", new TextKind(100, false, true));
        KINDS.put("config_os_version", new TextKind(100, false, true));
        KINDS.put("config_device_model", new TextKind(100, true, true));
        textCut(6, "idpageview");
        textCut(18, "config_resolution");
        textCut(20, "location_browser_lang", "config_browser_version");
        textCut(200, "user_id", "search_cat");
        textCut(255, "referer_keyword", "referer_name");
        textCut(1500, "referer_url");
        whole(-128, 127, "profilable", "visit_goal_buyer", "visit_goal_converted", "visitor_returning");
        whole(-128, 127, "config_client_type", "config_device_type", "config_cookie", "config_flash", "config_java");
        whole(-128, 127, "config_pdf", "config_quicktime", "config_realplayer", "config_silverlight");
        whole(-128, 127, "config_windowsmedia");
        whole(0, 255, "referer_type", "deleted");
        whole(0, 65_535, "visit_total_searches", "items", "pageviews_before", "http_status_code");
        whole(0, 16_777_215, "visit_total_interactions", "pageview_position", "time_network", "time_server");
        whole(0, 16_777_215, "time_transfer", "time_dom_processing", "time_dom_completion", "time_on_load");
        whole(0, 4_294_967_295L, "visitor_seconds_since_first", "visitor_seconds_since_last");
        whole(0, 4_294_967_295L, "visitor_seconds_since_order", "visitor_count_visits", "visit_total_actions");
        whole(0, 4_294_967_295L, "visit_total_events", "visit_total_time", "search_count", "time_spent");
        whole(0, 4_294_967_295L, "time_spent_ref_action", "buster", "quantity");
        whole(0, 4_294_967_295L, "response_size_bytes", "response_time_ms");
        whole(0, Long.MAX_VALUE, "bandwidth");
        degrees("location_latitude", "location_longitude");
        real(Float.MAX_VALUE, "revenue");
        real(Double.MAX_VALUE, "revenue_discount", "revenue_shipping", "revenue_subtotal", "revenue_tax");
        real(Double.MAX_VALUE, "price", "custom_float", "product_price");
    }

    private ColumnFit() {}

    /** What a column holds; made once for a name, so that of a row nothing has to be looked up by its columns' names. */
    sealed interface Kind {}

    /**
     * A text.
     *
     * @param length in characters
     * @param cutByMatomo whether Matomo cuts it itself
     * @param threeBytes whether the column is {@code utf8} whatever Matomo's character set is, so that a lenient database puts a
     *     question mark for each character beyond U+FFFF (a device's model of a client hint)
     */
    private record TextKind(int length, boolean cutByMatomo, boolean threeBytes) implements Kind {
        Value.Text fit(Value.Text value) {
            Value.Text cut = cut(value, length);
            return threeBytes && hasFourBytes(cut.text()) ? new Value.Text(inThreeBytes(cut.text())) : cut;
        }

        boolean takes(Value.Text value) {
            Value.Text cut = cut(value, length);
            return !(threeBytes && hasFourBytes(cut.text()))
                    && (cutByMatomo
                            || value.text().substring(cut.text().length()).isBlank());
        }
    }

    private record WholeKind(long least, long most) implements Kind {}

    private record DegreesKind() implements Kind {}

    private record RealKind(BigDecimal most) implements Kind {}

    /** A custom dimension or variable. */
    private record CustomKind(int length) implements Kind {}

    private static final Kind CUSTOM_VARIABLE = new CustomKind(200);
    private static final Kind CUSTOM_DIMENSION = new CustomKind(255);

    private static void text(int length, String... names) {
        for (String name : names) {
            KINDS.put(name, new TextKind(length, false, false));
        }
    }

    /** Columns for which Matomo cuts the text itself. */
    private static void textCut(int length, String... names) {
        for (String name : names) {
            KINDS.put(name, new TextKind(length, true, false));
        }
    }

    private static void whole(long least, long most, String... names) {
        for (String name : names) {
            KINDS.put(name, new WholeKind(least, most));
        }
    }

    private static void degrees(String... names) {
        for (String name : names) {
            KINDS.put(name, new DegreesKind());
        }
    }

    private static void real(double most, String... names) {
        for (String name : names) {
            KINDS.put(name, new RealKind(new BigDecimal(most)));
        }
    }

    /** What a column holds; null for one whose values stay as they are. */
    static @Nullable Kind kind(String column) {
        Kind kind = KINDS.get(column);
        if (kind != null || !column.startsWith("custom_")) {
            return kind;
        }
        return column.startsWith("custom_var_") ? CUSTOM_VARIABLE : CUSTOM_DIMENSION;
    }

    /** The value as the column holds it. */
    public static Value fit(String column, Value value) {
        return fit(kind(column), value);
    }

    /** The value as a column of a kind holds it. */
    static Value fit(@Nullable Kind kind, Value value) {
        if (kind == null) {
            return value;
        }
        if (kind instanceof CustomKind custom) {
            return value instanceof Value.Text text ? cut(text, custom.length) : value;
        }
        if (kind instanceof TextKind text && value instanceof Value.Text v) {
            return text.fit(v);
        }
        if (kind instanceof WholeKind whole && value instanceof Value.Whole v) {
            long clamped = Math.max(whole.least, Math.min(whole.most, v.number()));
            return clamped == v.number() ? v : Value.Whole.of(clamped);
        }
        if (kind instanceof RealKind real && value != Value.NULL) {
            BigDecimal number = number(value);
            return number.abs().compareTo(real.most) <= 0
                    ? new Value.Real(number)
                    : new Value.Real(number.signum() < 0 ? real.most.negate() : real.most);
        }
        return kind instanceof DegreesKind ? degrees(value) : value;
    }

    private static BigDecimal number(Value value) {
        return value instanceof Value.Real real ? real.number() : leadingNumber(((Value.Text) value).text());
    }

    /**
     * Whether a strict database takes a value as Matomo gives it: trailing blanks may be cut off, decimals may be rounded,
     * nothing else. Text must be valid UTF-8.
     */
    static boolean isTaken(@Nullable Kind kind, Value value) {
        if (value instanceof Value.Whole whole) {
            return !(kind instanceof WholeKind k) || (k.least <= whole.number() && whole.number() <= k.most);
        }
        if (value instanceof Value.Text text && ByteText.hasEscapedBytes(text.text())) {
            return false;
        }
        if (kind instanceof RealKind real && value != Value.NULL) {
            return !(value instanceof Value.Text) && number(value).abs().compareTo(real.most) <= 0;
        }
        if (value instanceof Value.Text text && kind instanceof DegreesKind) {
            return NUMBER.matcher(text.text().strip()).matches() && isDegrees(leadingNumber(text.text()));
        }
        if (value instanceof Value.Text text && kind instanceof TextKind k) {
            return k.takes(text);
        }
        return !(value instanceof Value.Real real) || !(kind instanceof DegreesKind) || isDegrees(real.number());
    }

    private static boolean hasFourBytes(String text) {
        return text.length() != text.codePointCount(0, text.length());
    }

    private static String inThreeBytes(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(Character.isBmpCodePoint(c) ? c : '?'));
        return out.toString();
    }

    private static boolean isDegrees(BigDecimal number) {
        return number.abs().compareTo(MOST_DEGREES) < 0;
    }

    private static Value.Text cut(Value.Text value, int length) {
        String text = value.text();
        if (text.length() <= length || text.codePointCount(0, text.length()) <= length) {
            return value;
        }
        return new Value.Text(text.substring(0, text.offsetByCodePoints(0, length)));
    }

    private static Value degrees(Value value) {
        if (value instanceof Value.Text text) {
            return degrees(new Value.Real(leadingNumber(text.text())));
        }
        if (value instanceof Value.Real real) {
            BigDecimal rounded = real.number().setScale(6, RoundingMode.HALF_UP);
            return new Value.Real(rounded.min(MOST_DEGREES).max(MOST_DEGREES.negate()));
        }
        return value;
    }

    /** The number that a text starts with, as a lenient database reads it; 0 where there is none. */
    static BigDecimal leadingNumber(String text) {
        Matcher number = NUMBER.matcher(text.strip());
        return number.lookingAt() ? new BigDecimal(number.group()) : BigDecimal.ZERO;
    }
}
