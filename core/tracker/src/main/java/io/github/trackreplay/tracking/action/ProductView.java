/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.action;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Html;
import io.github.trackreplay.php.Json;
import io.github.trackreplay.php.Numbers;
import io.github.trackreplay.php.PhpArray;
import io.github.trackreplay.tracking.custom.CustomVariables;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A view of a shop's product or category: {@code _pks}, {@code _pkn}, {@code _pkc}, {@code _pkp}, or the page's custom
 * variables 3, 4, 5 and 2 of these names, which older trackers send.
 *
 * <p>Source of the rules: Matomo's {@code Ecommerce/Columns/ProductViewSku::onLookupAction} and
 * {@code Ecommerce/Columns/ProductViewCategory::onLookupAction}.
 */
public final class ProductView {
    private static final int CATEGORIES = 5;

    private ProductView() {}

    interface Sink {
        void put(String column, String name, int type);
    }

    interface Names {
        void forEach(Sink sink);
    }

    /** Names by column; an empty one where the request names the thing but leaves it empty. */
    static Names names(RequestParameters parameters, int slots) {
        return sink -> {
            Columns variables = CustomVariables.ofPage(parameters, slots);
            categories(parameters, variables).ifPresent(categories -> putCategories(sink, categories));
            plain(parameters, Parameter.PRODUCT_NAME, variables, 4, "_pkn")
                    .ifPresent(name -> sink.put("idaction_product_name", name, ActionKind.PRODUCT_NAME));
            plain(parameters, Parameter.PRODUCT_SKU, variables, 3, "_pks")
                    .ifPresent(sku -> sink.put("idaction_product_sku", sku, ActionKind.PRODUCT_SKU));
        };
    }

    private static void putCategories(Sink sink, List<String> categories) {
        for (int i = 0; i < Math.min(CATEGORIES, categories.size()); i++) {
            String column = "idaction_product_cat" + (i == 0 ? "" : String.valueOf(i + 1));
            sink.put(column, categories.get(i), ActionKind.PRODUCT_CATEGORY);
        }
    }

    private static Optional<String> plain(
            RequestParameters parameters, Parameter.Text parameter, Columns variables, int slot, String name) {
        if (parameters.has(parameter)) {
            return Optional.of(unsanitized(parameters.get(parameter)));
        }
        return variable(variables, slot, name);
    }

    private static Optional<List<String>> categories(RequestParameters parameters, Columns variables) {
        Optional<String> text = plain(parameters, Parameter.PRODUCT_CATEGORY, variables, 5, "_pkc");
        return text.map(t -> t.startsWith("[\"") ? list(t) : List.of(t));
    }

    private static List<String> list(String json) {
        List<String> list = new ArrayList<>();
        if (Json.decode(ByteText.bytes(json)) instanceof PhpArray array) {
            for (Object value : array.values()) {
                String text = value instanceof String bytes ? ByteText.text(bytes) : number(value);
                if (!text.isEmpty() && !text.equals("0")) {
                    list.add(text);
                }
            }
        }
        return list;
    }

    private static String number(Object value) {
        if (value instanceof Long whole) {
            return whole.toString();
        }
        return value instanceof Double real ? Numbers.format(real) : Boolean.TRUE.equals(value) ? "1" : "";
    }

    /** The price; nothing when the request has none. */
    public static Optional<Value> price(RequestParameters parameters, int slots) {
        OptionalDouble price = parameters.get(Parameter.PRODUCT_PRICE);
        if (price.isPresent()) {
            return Optional.of(Value.Real.of(price.getAsDouble()));
        }
        return variable(CustomVariables.ofPage(parameters, slots), 2, "_pkp")
                .map(text -> Value.Real.of(Numbers.toDouble(text)));
    }

    private static Optional<String> variable(Columns variables, int slot, String name) {
        if (variables.isEmpty()) {
            return Optional.empty();
        }
        return name.equals(variables.text("custom_var_k" + slot))
                ? Optional.ofNullable(variables.text("custom_var_v" + slot))
                : Optional.empty();
    }

    private static String unsanitized(String text) {
        return ByteText.text(Html.unsanitize(ByteText.bytes(text)));
    }
}
