/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.StringSubstitutor;
import org.apache.commons.text.lookup.StringLookup;
import org.apache.commons.text.lookup.StringLookupFactory;
import org.apache.flume.conf.ConfigFilterFactory;
import org.apache.flume.configfilter.ConfigFilter;

/**
 * Resolves what a configuration refers to, by Flume 1.11's rules: {@code ${env:X}}, {@code ${sys:X}}, {@code ${java:X}},
 * {@code ${date:X}} and (those that Flume happens to have read before) other settings first, then the agent's config filters ({@code ${env['X']}}).
 */
final class References {
    private static final Pattern LEFT_OVER = Pattern.compile("\\$\\{[^}]*}");

    private References() {}

    /** Lookups and references to other settings, which Flume resolves while it reads the file. */
    static Map<String, String> resolve(Properties properties) {
        Map<String, String> settings = new TreeMap<>();
        StringLookupFactory factory = StringLookupFactory.INSTANCE;
        Map<String, StringLookup> lookups = Map.of(
                "env", factory.environmentVariableStringLookup(),
                "sys", factory.systemPropertyStringLookup(),
                "java", factory.javaPlatformStringLookup(),
                "date", factory.dateStringLookup());
        StringSubstitutor substitutor = new StringSubstitutor(
                factory.interpolatorStringLookup(lookups, factory.mapStringLookup(settings), false));
        substitutor.setEnableSubstitutionInVariables(true);
        for (String name : properties.stringPropertyNames()) {
            settings.put(name.trim(), substitutor.replace(properties.getProperty(name)));
        }
        return settings;
    }

    /** The agent's config filters, applied to its components' settings; what stays unresolved is a problem. */
    static Map<String, String> filter(String agent, Map<String, String> settings, Findings findings) {
        Map<Pattern, ConfigFilter> filters = filters(agent, settings, findings);
        Map<String, String> result = new LinkedHashMap<>();
        settings.forEach((name, value) -> {
            String replaced = value;
            for (Map.Entry<Pattern, ConfigFilter> entry : filters.entrySet()) {
                replaced = replace(replaced, entry.getKey(), entry.getValue());
            }
            Matcher leftOver = LEFT_OVER.matcher(replaced);
            if (leftOver.find() && !name.startsWith("configfilters.")) {
                findings.problem(
                        agent + "." + name,
                        "'" + leftOver.group() + "' cannot be resolved. "
                                + remedy(leftOver.group(), filters.isEmpty()));
            }
            result.put(name, replaced);
        });
        return result;
    }

    private static String remedy(String reference, boolean noFilters) {
        if (reference.contains("[")) {
            return noFilters
                    ? "There is no config filter: set 'configfilters' and its 'type' (env), or use ${env:NAME}."
                    : "The config filter has no such key; is the environment variable set for this user?";
        }
        return reference.contains(":")
                ? "Is it set for this user? The service takes it from its EnvironmentFile; in a shell: set -a; . FILE"
                : "Flume resolves a reference to another setting only by the luck of their order: write the value.";
    }

    private static Map<Pattern, ConfigFilter> filters(String agent, Map<String, String> settings, Findings findings) {
        Map<Pattern, ConfigFilter> filters = new LinkedHashMap<>();
        AgentFile file = new AgentFile(agent, settings);
        for (String name : file.list("configfilters")) {
            Map<String, String> own = file.component("configfilters", name);
            try {
                ConfigFilter filter = ConfigFilterFactory.create(name, own.getOrDefault("type", ""));
                filter.initializeWithConfiguration(own);
                filters.put(pattern(name), filter);
            } catch (RuntimeException | LinkageError e) {
                findings.problem(
                        agent + ".configfilters." + name + ".type",
                        "'" + own.getOrDefault("type", "") + "' cannot be used: " + e.getMessage()
                                + ". Known here: env.");
            }
        }
        return filters;
    }

    private static Pattern pattern(String filter) {
        return Pattern.compile("\\$\\{" + Pattern.quote(filter) + "\\[(|'|\")(?<key>[-_a-zA-Z0-9]+)\\1]}");
    }

    private static String replace(String value, Pattern pattern, ConfigFilter filter) {
        List<String[]> replacements = new ArrayList<>();
        Matcher matcher = pattern.matcher(value);
        while (matcher.find()) {
            String text = filter.filter(matcher.group("key"));
            if (text != null) {
                replacements.add(new String[] {matcher.group(), text});
            }
        }
        String result = value;
        for (String[] replacement : replacements) {
            result = result.replace(replacement[0], replacement[1]);
        }
        return result;
    }
}
