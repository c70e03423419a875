/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.conversion;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Html;
import io.github.trackreplay.php.Json;
import io.github.trackreplay.php.Numbers;
import io.github.trackreplay.php.PhpArray;
import io.github.trackreplay.tracking.action.ActionKind;
import io.github.trackreplay.tracking.model.ActionName;
import io.github.trackreplay.tracking.model.ActionsTogether;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.settings.Settings;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The items of a cart or order: {@code ec_items}, a list of [SKU, name, categories, price, quantity].
 *
 * <p>Source of the rules: Matomo's {@code core/Tracker/GoalManager::recordEcommerceItems} and
 * {@code core/Tracker/GoalManager::getEcommerceItemsFromRequest}.
 */
public final class Items {
    private static final int CATEGORIES = 5;
    private static final int FIELDS = 5;
    private static final BigDecimal BEYOND_DOUBLE = new BigDecimal("1e309");

    private Items() {}

    /**
     * An item, as the request has it.
     *
     * @param sku not empty
     * @param name empty for none
     * @param categories at most five
     * @param price rounded to two places
     * @param quantity whole, as the request has it
     */
    public record Item(String sku, String name, List<String> categories, Value price, long quantity) {
        /** All names that need rows of {@code log_action}. */
        public List<ActionName> names() {
            List<ActionName> names = new ArrayList<>();
            addName(names, sku, ActionKind.PRODUCT_SKU);
            addName(names, name, ActionKind.PRODUCT_NAME);
            categories.forEach(category -> addName(names, category, ActionKind.PRODUCT_CATEGORY));
            return names;
        }

        private static void addName(List<ActionName> names, String name, int type) {
            if (!Ascii.isEmpty(name)) {
                names.add(new ActionName(name, type));
            }
        }

        /**
         * Row of {@code log_action} of the SKU.
         *
         * @param rows of all items of the request
         */
        Ref sku(ActionsTogether rows) {
            return row(rows, sku, ActionKind.PRODUCT_SKU);
        }

        /** What the item itself puts into its row. */
        Columns columns(ActionsTogether rows) {
            Columns columns = new Columns();
            columns.put("idaction_sku", sku(rows));
            columns.put("idaction_name", row(rows, name, ActionKind.PRODUCT_NAME));
            for (int i = 0; i < CATEGORIES; i++) {
                String column = "idaction_category" + (i == 0 ? "" : String.valueOf(i + 1));
                String category = i < categories.size() ? categories.get(i) : "";
                columns.put(column, row(rows, category, ActionKind.PRODUCT_CATEGORY));
            }
            columns.put("price", price);
            columns.put("quantity", quantity);
            columns.put("deleted", 0);
            return columns;
        }

        private static Ref row(ActionsTogether rows, String name, int type) {
            return Ascii.isEmpty(name) ? Ref.Id.NONE : rows.row(new ActionName(name, type), null);
        }
    }

    /** The request's items, those without SKU left out; nothing when they are a single value, which Matomo does not record. */
    public static Optional<List<Item>> read(RequestParameters parameters, Settings settings) {
        if (isSingleValue(parameters)) {
            return Optional.empty();
        }
        List<Item> items = new ArrayList<>();
        parameters.json("ec_items").ifPresent(list -> {
            for (Object entry : list.values()) {
                PhpArray fields = entry instanceof PhpArray array ? array : letters(text(entry));
                if (!isEmpty(fields.get("0"))) {
                    items.add(item(fields, settings));
                }
            }
        });
        return Optional.of(items);
    }

    /** An item that is a single value: PHP takes its letters for the fields. */
    private static PhpArray letters(String text) {
        PhpArray letters = new PhpArray();
        text.codePoints().limit(FIELDS).forEach(letter -> letters.add(Character.toString(letter)));
        return letters;
    }

    private static boolean isSingleValue(RequestParameters parameters) {
        Object decoded = parameters
                .raw("ec_items")
                .map(json -> Json.decode(ByteText.bytes(json)))
                .orElse(null);
        return !(decoded instanceof PhpArray) && !isEmpty(decoded);
    }

    private static Item item(PhpArray fields, Settings settings) {
        return new Item(
                Ascii.trim(joined(fields.get("0"))),
                isEmpty(fields.get("1")) ? "" : Ascii.trim(joined(fields.get("1"))),
                categories(fields.get("2")),
                price(fields.get("3"), settings),
                quantity(fields.get("4")));
    }

    private static List<String> categories(@Nullable Object value) {
        if (!(value instanceof PhpArray array)) {
            return List.of(isEmpty(value) ? "" : Ascii.trim(text(value)));
        }
        return StreamSupport.stream(array.values().spliterator(), false)
                .map(category -> Ascii.trim(text(category)))
                .filter(category -> !Ascii.isEmpty(category))
                .limit(CATEGORIES)
                .toList();
    }

    /**
     * Text to PHP, floats too: those have been written before. A whole one is not rounded, so an infinite one stays a number.
     * Nothing is the price of what is no number or beyond the release's limit.
     */
    private static Value price(@Nullable Object value, Settings settings) {
        String text = text(value);
        double number = Numbers.isNumeric(ByteText.bytes(text)) ? Numbers.toDouble(text) : 0;
        if (Revenue.isBeyond(settings, number)) {
            return new Value.Real(BigDecimal.ZERO);
        }
        return Revenue.rounded(
                Double.isFinite(number)
                        ? BigDecimal.valueOf(number)
                        : number > 0 ? BEYOND_DOUBLE : BEYOND_DOUBLE.negate());
    }

    private static long quantity(@Nullable Object value) {
        String text = text(value);
        return !isEmpty(value) && Numbers.isNumeric(ByteText.bytes(text)) ? Numbers.toLong(text) : 1;
    }

    private static String joined(@Nullable Object value) {
        return value instanceof PhpArray array
                ? StreamSupport.stream(array.values().spliterator(), false)
                        .map(Items::text)
                        .collect(Collectors.joining(","))
                : text(value);
    }

    /** What PHP makes of a value as text; unescaped. */
    private static String text(@Nullable Object value) {
        if (value instanceof String escaped) {
            return ByteText.text(Html.unsanitize(ByteText.bytes(escaped)));
        }
        if (value instanceof Double real) {
            return Numbers.format(real);
        }
        if (value instanceof Long whole) {
            return whole.toString();
        }
        return value instanceof Boolean flag && flag ? "1" : "";
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || (value instanceof Boolean flag && !flag)
                || (value instanceof Long number && number == 0)
                || (value instanceof Double real && real == 0)
                || (value instanceof String text && Ascii.isEmpty(text))
                || (value instanceof PhpArray array && array.isEmpty());
    }
}
