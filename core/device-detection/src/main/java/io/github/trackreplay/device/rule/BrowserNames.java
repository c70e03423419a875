/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import io.github.trackreplay.device.definition.Codes;
import io.github.trackreplay.device.match.PhpText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables of browsers: codes, families, what client hints call them. Immutable. */
final class BrowserNames {
    private final Map<String, String> codeByName;
    private final Map<String, String> codeByLowerName = new HashMap<>();
    private final Map<String, String> familyByCode;
    private final Map<String, String> nameByHint = new HashMap<>();
    private final Map<String, Integer> orderByFuzzyName = new HashMap<>();
    private final Codes codes;
    private final Set<String> mobileOnly = new HashSet<>();

    BrowserNames(Codes codes) {
        this.codes = codes;
        codeByName = codes.byValue("browser");
        int order = 0;
        for (Codes.Entry entry : codes.table("browser")) {
            codeByLowerName.putIfAbsent(PhpText.lower(entry.value()), entry.key());
            orderByFuzzyName.putIfAbsent(fuzzy(entry.value()), order++);
        }
        codes.formerly("browser").forEach(e -> codeByLowerName.putIfAbsent(PhpText.lower(e.value()), e.key()));
        familyByCode = codes.byValue("browser-family");
        codes.table("browser-hint").forEach(e -> nameByHint.putIfAbsent(PhpText.lower(e.value()), e.key()));
        codes.table("mobile-only-browser").forEach(e -> mobileOnly.add(e.key()));
    }

    /** The short code of a name in any case, where it has one. */
    Optional<String> code(String name) {
        return Optional.ofNullable(codeByLowerName.get(PhpText.lower(name)));
    }

    /** The family of a browser by its name or short code; null when it has none. */
    @Nullable
    String family(String nameOrCode) {
        return familyByCode.get(codeByName.getOrDefault(nameOrCode, nameOrCode));
    }

    boolean isMobileOnly(String name) {
        return mobileOnly.contains(name) || mobileOnly.contains(codeByName.getOrDefault(name, ""));
    }

    /** The browser that client hints call so, with or without the word Browser; null when it is not known. */
    Codes.@Nullable Entry hinted(String brand) {
        String name = fuzzy(nameByHint.getOrDefault(PhpText.lower(brand), brand));
        int best = Math.min(order(name), order(name + "browser"));
        if (name.endsWith("browser")) best = Math.min(best, order(name.substring(0, name.length() - 7)));
        return best == Integer.MAX_VALUE ? null : codes.table("browser").get(best);
    }

    private int order(String fuzzyName) {
        return orderByFuzzyName.getOrDefault(fuzzyName, Integer.MAX_VALUE);
    }

    private static String fuzzy(String name) {
        return PhpText.lower(name).replace(" ", "");
    }
}
