/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.location;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.PhpArray;
import io.github.trackreplay.php.PhpLiteral;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Region codes by region name, for databases that have names only (DB-IP Lite). Names are compared without case and accents.
 * Immutable.
 */
final class RegionNames {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private final Map<String, Map<String, String>> codes;

    private RegionNames(Map<String, Map<String, String>> codes) {
        this.codes = codes;
    }

    /** Matomo's own list; empty where Matomo's directory has none or it cannot be read. */
    static RegionNames ofMatomo(Path home) throws IOException {
        Path file = home.resolve("plugins/GeoIp2/data/isoRegionNames.php");
        return Files.isReadable(file) ? of(Files.readString(file, StandardCharsets.UTF_8)) : new RegionNames(Map.of());
    }

    /** Reads a PHP file that returns {@code country => code => [name, altNames]}. */
    static RegionNames of(String php) {
        Map<String, Map<String, String>> codes = new HashMap<>();
        PhpLiteral.returned(ByteText.bytes(php))
                .ifPresent(countries -> countries.entries().forEach(country -> {
                    if (country.getValue() instanceof PhpArray regions) {
                        codes.put(country.getKey().toString(), names(regions));
                    }
                }));
        return new RegionNames(codes);
    }

    private static Map<String, String> names(PhpArray regions) {
        Map<String, String> codes = new HashMap<>();
        regions.entries().forEach(region -> {
            if (region.getValue() instanceof PhpArray info) {
                String code = region.getKey().toString();
                if (info.get("name") instanceof String name) {
                    codes.putIfAbsent(plain(ByteText.text(name)), code);
                }
                if (info.get("altNames") instanceof PhpArray others) {
                    others.values().forEach(name -> codes.putIfAbsent(plain(ByteText.text(name.toString())), code));
                }
            }
        });
        return codes;
    }

    /** The code of a region; empty where it is not known. */
    String code(String country, String name) {
        return codes.getOrDefault(country, Map.of()).getOrDefault(plain(name), "");
    }

    private static String plain(String name) {
        String bare =
                MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFD)).replaceAll("");
        return bare.toLowerCase(Locale.ROOT)
                .replace("ł", "l")
                .replace("đ", "d")
                .replace("ø", "o")
                .replace("ı", "i")
                .replace("ß", "ss")
                .replace("æ", "ae")
                .replace("œ", "oe");
    }
}
