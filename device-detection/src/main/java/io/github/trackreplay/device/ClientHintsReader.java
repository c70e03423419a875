/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.github.trackreplay.device.match.PhpText;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@link ClientHints} from names and values. Never throws: a value of an unexpected kind is left out. */
final class ClientHintsReader {
    private static final Pattern BRAND = Pattern.compile("\"([^\"]+)\"; ?v=\"([^\"]+)\"(?:, )?");
    private static final Pattern FORM_FACTOR = Pattern.compile("\"([a-z]+)\"");

    private static final TypeAdapter<JsonElement> JSON = new Gson().getAdapter(JsonElement.class);

    private String architecture = "";
    private String bitness = "";
    private boolean mobile;
    private String model = "";
    private String platform = "";
    private String platformVersion = "";
    private String fullVersion = "";
    private List<?> brandList = List.of();
    private String app = "";
    private List<String> formFactors = List.of();

    private ClientHintsReader() {}

    static ClientHints ofHeaders(Map<String, String> headers) {
        Map<String, String> hints = new TreeMap<>();
        headers.forEach((name, value) -> {
            String variable = name.toUpperCase(Locale.ROOT).replace('-', '_');
            if (!variable.startsWith("HTTP_")) variable = "HTTP_" + variable;
            if (variable.startsWith("HTTP_SEC_CH_UA")) hints.put(variable, Html.escape(value));
        });
        return ofValues(hints);
    }

    static ClientHints ofUaData(String json) {
        try {
            JsonReader reader = new JsonReader(new StringReader(json));
            JsonElement root = JSON.read(reader);
            boolean whole = reader.peek() == JsonToken.END_DOCUMENT;
            return whole && root.isJsonObject() && value(root) instanceof Map<?, ?> map
                    ? ofValues(strings(map))
                    : ClientHints.NONE;
        } catch (IOException | JsonParseException | IllegalStateException | StackOverflowError e) {
            return ClientHints.NONE;
        }
    }

    static ClientHints ofValues(Map<String, ?> values) {
        if (values.isEmpty()) return ClientHints.NONE;
        ClientHintsReader reader = new ClientHintsReader();
        values.forEach((name, value) -> reader.take(PhpText.lower(name).replace('_', '-'), value));
        return reader.hints();
    }

    private void take(String name, Object value) {
        switch (name.startsWith("http-") ? name.substring(5) : name) {
            case "sec-ch-ua-arch", "arch", "architecture" -> architecture = text(value, architecture);
            case "sec-ch-ua-bitness", "bitness" -> bitness = text(value, bitness);
            case "sec-ch-ua-mobile", "mobile" ->
                mobile = Boolean.TRUE.equals(value) || "1".equals(value) || "?1".equals(value);
            case "sec-ch-ua-model", "model" -> model = text(value, model);
            case "sec-ch-ua-full-version", "uafullversion" -> fullVersion = text(value, fullVersion);
            case "sec-ch-ua-platform", "platform" -> platform = text(value, platform);
            case "sec-ch-ua-platform-version", "platformversion" -> platformVersion = text(value, platformVersion);
            case "brands" -> brandList = brandList.isEmpty() && value instanceof List<?> list ? list : brandList;
            case "fullversionlist" -> brandList = value instanceof List<?> list ? list : brandList;
            case "sec-ch-ua" -> brandList = brandList.isEmpty() ? brands(value) : brandList;
            case "sec-ch-ua-full-version-list" -> brandList = brands(value);
            case "x-requested-with" ->
                app = "xmlhttprequest".equalsIgnoreCase(text(value, app)) ? app : text(value, app);
            case "sec-ch-ua-form-factors", "formfactors" -> formFactors = factors(value);
            default -> {}
        }
    }

    private static String text(Object value, String otherwise) {
        return value instanceof String text ? PhpText.trim(text, "\"") : otherwise;
    }

    private List<?> brands(Object value) {
        List<Map<String, String>> list = new ArrayList<>();
        if (value instanceof String text) {
            Matcher matcher = BRAND.matcher(text);
            while (matcher.lookingAt()) {
                list.add(Map.of("brand", matcher.group(1), "version", matcher.group(2)));
                matcher.region(matcher.end(), text.length());
            }
        }
        return list.isEmpty() ? brandList : list;
    }

    private List<String> factors(Object value) {
        List<String> factors = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object each : list) {
                if (!(each instanceof String text)) return formFactors;
                factors.add(PhpText.lower(text));
            }
            return factors;
        }
        if (!(value instanceof String text)) return formFactors;
        Matcher matcher = FORM_FACTOR.matcher(PhpText.lower(text));
        while (matcher.find()) factors.add(matcher.group(1));
        return factors.isEmpty() ? formFactors : factors;
    }

    private ClientHints hints() {
        return new ClientHints(
                architecture,
                bitness,
                mobile,
                model,
                platform,
                platformVersion,
                fullVersion,
                brandMap(),
                app,
                formFactors);
    }

    /** Names with versions; none when some entry lacks one of the two. */
    private Map<String, String> brandMap() {
        List<String> names = column("brand");
        List<String> versions = column("version");
        Map<String, String> map = new LinkedHashMap<>();
        if (names.size() != versions.size()) return map;
        for (int i = 0; i < names.size(); i++) map.put(names.get(i), versions.get(i));
        return map;
    }

    private List<String> column(String key) {
        List<String> column = new ArrayList<>();
        for (Object entry : brandList) {
            if (entry instanceof Map<?, ?> map && map.containsKey(key)) column.add(String.valueOf(map.get(key)));
        }
        return column;
    }

    private static Map<String, Object> strings(Map<?, ?> map) {
        Map<String, Object> strings = new LinkedHashMap<>();
        map.forEach((k, v) -> strings.put(String.valueOf(k), v));
        return strings;
    }

    /** A JSON value with texts escaped as Matomo escapes its parameters; JSON null is absent. */
    private static Object value(JsonElement json) {
        if (json.isJsonArray()) return list(json.getAsJsonArray());
        if (json.isJsonObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            json.getAsJsonObject().entrySet().forEach(e -> {
                if (!e.getValue().isJsonNull()) map.put(Html.escape(e.getKey()), value(e.getValue()));
            });
            return map;
        }
        JsonPrimitive primitive = json.getAsJsonPrimitive();
        if (primitive.isBoolean()) return primitive.getAsBoolean();
        return Html.escape(primitive.getAsString());
    }

    private static List<Object> list(JsonArray array) {
        List<Object> list = new ArrayList<>();
        for (JsonElement each : array) {
            if (!each.isJsonNull()) list.add(value(each));
        }
        return list;
    }
}
