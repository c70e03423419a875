/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import io.github.trackreplay.device.ClientHints;
import io.github.trackreplay.device.UnreadableHintException;
import io.github.trackreplay.device.definition.LibraryRelease;
import io.github.trackreplay.device.match.PhpText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Interprets {@link ClientHints}. Made for one detection. At a value of a kind that the upstream library does not expect it ends as
 * that does, with {@link UnreadableHintException}.
 */
final class HintsReader {
    private static final Pattern BRAND = Pattern.compile("\"([^\"]+)\"; ?v=\"([^\"]+)\"(?:, )?");
    private static final Pattern FORM_FACTOR = Pattern.compile("\"([a-z]+)\"");
    private static final Pattern TAG = Pattern.compile("<\\S|\0");

    private boolean mobile;
    private String model = "";
    private String platform = "";
    private String platformVersion = "";
    private String fullVersion = "";
    private List<?> brands = List.of();
    private String app = "";
    private List<String> formFactors = List.of();

    private HintsReader() {}

    static Hints read(ClientHints hints, LibraryRelease release) {
        HintsReader reader = new HintsReader();
        // Earlier releases know no client hints.
        if (!release.atLeast(6, 0, 0)) return reader.hints();
        hints.values().forEach((name, value) -> {
            if (release.atLeast(6, 4, 2) && isEmpty(value)) return;
            if (release.atLeast(6, 5, 0)
                    && value instanceof String text
                    && TAG.matcher(text).find()) return;
            reader.take(PhpText.lower(name).replace('_', '-'), value);
        });
        return reader.hints();
    }

    private static boolean isEmpty(@Nullable Object value) {
        if (value == null) return true;
        if (value instanceof List<?> list) return list.isEmpty();
        if (value instanceof Number number) return number.doubleValue() == 0;
        return value.equals(false) || (value instanceof String text && PhpText.isEmpty(text));
    }

    private void take(String name, @Nullable Object value) {
        switch (name.startsWith("http-") ? name.substring(5) : name) {
            case "sec-ch-ua-mobile", "mobile" ->
                mobile = Objects.equals(value, true) || "1".equals(value) || "?1".equals(value);
            case "sec-ch-ua-model", "model" -> model = text(name, value, model);
            case "sec-ch-ua-full-version", "uafullversion" -> fullVersion = text(name, value, fullVersion);
            case "sec-ch-ua-platform", "platform" -> platform = text(name, value, platform);
            case "sec-ch-ua-platform-version", "platformversion" ->
                platformVersion = text(name, value, platformVersion);
            case "sec-ch-ua-arch", "arch", "architecture", "sec-ch-ua-bitness", "bitness" -> text(name, value, "");
            case "brands" -> brands = brands.isEmpty() ? list(value, brands) : brands;
            case "fullversionlist" -> brands = list(value, brands);
            case "sec-ch-ua" -> brands = brands.isEmpty() ? parsed(value, brands) : brands;
            case "sec-ch-ua-full-version-list" -> brands = parsed(value, brands);
            case "x-requested-with" ->
                app = "xmlhttprequest".equals(PhpText.lower(raw(value, app))) ? app : raw(value, app);
            case "sec-ch-ua-form-factors", "formfactors" -> formFactors = factors(value);
            default -> {}
        }
    }

    /** Lists are refused by the caller, which knows more names of them. */
    private static String text(String name, @Nullable Object value, String otherwise) {
        if (isScalar(value)) throw new UnreadableHintException(name);
        return value instanceof String text ? PhpText.trim(text, "\"") : otherwise;
    }

    /** A single value that is no text. */
    private static boolean isScalar(@Nullable Object value) {
        return value == null || value instanceof Number || value instanceof Boolean;
    }

    private static String raw(@Nullable Object value, String otherwise) {
        return value instanceof String text ? text : otherwise;
    }

    private static List<?> list(@Nullable Object value, List<?> otherwise) {
        if (value instanceof Map<?, ?> map) return List.copyOf(map.values());
        return value instanceof List<?> list ? list : otherwise;
    }

    private static List<?> parsed(@Nullable Object value, List<?> otherwise) {
        List<Map<String, String>> list = new ArrayList<>();
        if (value instanceof String text) {
            Matcher matcher = BRAND.matcher(text);
            while (matcher.lookingAt()) {
                list.add(Map.of("brand", matcher.group(1), "version", matcher.group(2)));
                matcher.region(matcher.end(), text.length());
            }
        }
        return list.isEmpty() ? otherwise : list;
    }

    private List<String> factors(@Nullable Object value) {
        List<String> factors = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object each : list) {
                if (!(each instanceof String text)) return formFactors;
                factors.add(PhpText.lower(text));
            }
            return factors;
        }
        if (isScalar(value)) throw new UnreadableHintException("formFactors");
        Matcher matcher = FORM_FACTOR.matcher(PhpText.lower(raw(value, "")));
        while (matcher.find()) factors.add(matcher.group(1));
        return factors.isEmpty() ? formFactors : factors;
    }

    private Hints hints() {
        return new Hints(
                mobile, model, platform, platformVersion, fullVersion, brandMap(), app, List.copyOf(formFactors));
    }

    /** Names with versions, null for JSON's null; none when some entry lacks one of the two. */
    private Map<String, @Nullable String> brandMap() {
        List<@Nullable String> names = column("brand");
        List<@Nullable String> versions = column("version");
        Map<String, @Nullable String> map = new LinkedHashMap<>();
        if (names.size() != versions.size()) return map;
        names.replaceAll(name -> name == null ? "" : name);
        for (int i = 0; i < names.size(); i++) map.put(names.get(i), versions.get(i));
        return map;
    }

    private List<@Nullable String> column(String key) {
        List<@Nullable String> column = new ArrayList<>();
        for (Object entry : brands) {
            if (entry instanceof Map<?, ?> map && map.containsKey(key)) {
                Object value = map.get(key);
                column.add(value == null ? null : String.valueOf(value));
            }
        }
        return column;
    }
}
