/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.rule;

import io.github.trackreplay.device.DeviceType;
import io.github.trackreplay.device.definition.Codes;
import io.github.trackreplay.device.definition.LibraryRelease;
import io.github.trackreplay.device.match.Match;
import io.github.trackreplay.device.match.PhpText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds brand, model and type in the device files and the client hints. */
final class DeviceDetection {
    private static final Pattern TD = Pattern.compile(" TD$", Pattern.CASE_INSENSITIVE | Pattern.UNIX_LINES);

    private final LibraryRelease release;
    private final Set<String> brands = new HashSet<>();
    private final List<Map.Entry<String, DeviceType>> formFactors = new ArrayList<>();

    /** What was found; type is null and the texts are empty when unknown. */
    record Found(@Nullable DeviceType type, String brand, String model) {
        static final Found NOTHING = new Found(null, "", "");
    }

    DeviceDetection(Codes codes, LibraryRelease release) {
        this.release = release;
        codes.table("brand").forEach(e -> brands.add(e.value()));
        for (Codes.Entry entry : codes.table("form-factor")) {
            formFactors.add(Map.entry(entry.key(), DeviceType.of(Integer.parseInt(entry.value()))));
        }
    }

    /** The answer of the first device file that has one. */
    Found detect(UserAgent agent) {
        for (RuleSet.DeviceFile file : RuleSet.DeviceFile.values()) {
            if (!applies(file, agent)) continue;
            Found found = find(file, agent);
            if (file == RuleSet.DeviceFile.TELEVISIONS || file == RuleSet.DeviceFile.SHELL_TV) {
                return television(file, found, agent);
            }
            if (found != null) return found;
        }
        return Found.NOTHING;
    }

    private static boolean applies(RuleSet.DeviceFile file, UserAgent agent) {
        return switch (file) {
            case TELEVISIONS -> agent.has(Phrase.HBB_TV);
            case SHELL_TV -> agent.has(Phrase.SHELL_TV);
            case NOTEBOOKS -> agent.has(Phrase.FACEBOOK_DEVICE);
            case MOBILES -> true;
            default -> agent.hasAny(agent.rules.devices(file));
        };
    }

    /** A television stays one, even if neither brand nor model is known. What hints alone said is not kept. */
    private static Found television(RuleSet.DeviceFile file, @Nullable Found found, UserAgent agent) {
        if (found == null) return new Found(DeviceType.TV, "", "");
        boolean keepsType = file == RuleSet.DeviceFile.TELEVISIONS && agent.rules.release.atLeast(6, 4, 4);
        return new Found(
                keepsType && found.type() != null ? found.type() : DeviceType.TV, found.brand(), found.model());
    }

    private @Nullable Found find(RuleSet.DeviceFile file, UserAgent agent) {
        boolean hinted = !PhpText.isEmpty(agent.hints.model());
        UserAgent readable = hinted ? FrozenUserAgent.restored(agent) : agent;
        // A frozen user agent without model says nothing about the device.
        if (!hinted && FrozenUserAgent.saysNothing(agent)) return Found.NOTHING;
        Match<DeviceRule> match = readable.first(agent.rules.devices(file));
        if (match == null) return hinted ? new Found(typeOf(agent.hints), "", "") : null;
        return found(match, readable);
    }

    private Found found(Match<DeviceRule> match, UserAgent agent) {
        DeviceRule rule = match.value();
        String brand = rule.brand.equals("Unknown") ? "" : rule.brand;
        String model = model(match.fill(rule.model));
        if (!rule.hasModels()) return new Found(rule.type, brand, model);
        Match<DeviceRule.Model> detail = rule.model(agent.subject);
        if (detail == null) return new Found(rule.type, brand, model);
        DeviceRule.Model value = detail.value();
        return new Found(
                value.type() != null ? value.type() : rule.type,
                brands.contains(value.brand()) ? value.brand() : brand,
                model(detail.fill(value.model())));
    }

    private static String model(String filled) {
        String model = TD.matcher(filled.replace('_', ' ')).replaceFirst("");
        return model.equals("Build") || PhpText.isEmpty(model) ? "" : PhpText.trim(model);
    }

    private @Nullable DeviceType typeOf(Hints hints) {
        if (!release.atLeast(6, 4, 1)) return null;
        for (Map.Entry<String, DeviceType> factor : formFactors) {
            if (hints.formFactors().contains(factor.getKey())) return factor.getValue();
        }
        return null;
    }
}
