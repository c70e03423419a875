/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.referrer;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.PhpArray;
import io.github.trackreplay.php.PhpSerialized;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * The search engines, social networks and AI assistants that referrers are compared with. Immutable.
 *
 * <p>Made of the same texts that Matomo reads: the YAML files of its definition packages, or the option rows {@code
 * SearchEngineDefinitions} and {@code SocialDefinitions} that it keeps up to date. {@link #builtIn} is a short list of our own
 * for use without either.
 *
 * <p>Source of the rules: Matomo's {@code Referrers/SearchEngine::getDefinitions} and {@code Referrers/Social::getDefinitions}.
 */
public final class ReferrerDefinitions {
    private final SearchEngines searchEngines;
    private final SocialNetworks socialNetworks;
    private final AiAssistants assistants;

    private ReferrerDefinitions(
            Map<String, SearchEngine> engines, Map<String, String> socials, Map<String, String> assistants) {
        this(new SearchEngines(engines), new SocialNetworks(socials), new AiAssistants(assistants));
    }

    private ReferrerDefinitions(SearchEngines engines, SocialNetworks socials, AiAssistants assistants) {
        this.searchEngines = engines;
        this.socialNetworks = socials;
        this.assistants = assistants;
    }

    /**
     * The same with the AI assistants of a definition file in place of its own.
     *
     * @param yaml content of {@code AIAssistants.yml}; nothing for our own short list
     */
    public ReferrerDefinitions withAssistants(Optional<String> yaml) {
        String text = yaml.orElseGet(() -> resource("ai-assistants.yml"));
        return new ReferrerDefinitions(searchEngines, socialNetworks, new AiAssistants(names(yaml(text))));
    }

    /**
     * Reads definition files.
     *
     * @param searchEngines content of {@code SearchEngines.yml}
     * @param socials content of {@code Socials.yml}
     * @param assistants content of {@code AIAssistants.yml}; nothing where the Matomo version knows none
     * @throws IllegalArgumentException where a text is not such a file
     */
    public static ReferrerDefinitions ofYaml(String searchEngines, String socials, Optional<String> assistants) {
        return new ReferrerDefinitions(
                engines(yaml(searchEngines)),
                names(yaml(socials)),
                assistants.map(text -> names(yaml(text))).orElse(Map.of()));
    }

    /**
     * Reads Matomo's option rows.
     *
     * @param searchEngines value of the option {@code SearchEngineDefinitions}
     * @param socials value of the option {@code SocialDefinitions}
     * @return nothing where either is not readable
     */
    public static Optional<ReferrerDefinitions> ofOptions(
            String searchEngines, String socials, Optional<String> assistants) {
        Optional<PhpArray> engines = option(searchEngines);
        Optional<PhpArray> networks = option(socials);
        if (engines.isEmpty() || networks.isEmpty()) {
            return Optional.empty();
        }
        Map<String, SearchEngine> byHost = new LinkedHashMap<>();
        engines.get().entries().forEach(entry -> {
            if (entry.getValue() instanceof PhpArray info) {
                byHost.put(entry.getKey().toString(), engine(info));
            }
        });
        Map<String, String> helpers = assistants
                .flatMap(ReferrerDefinitions::option)
                .map(ReferrerDefinitions::strings)
                .orElse(Map.of());
        return Optional.of(new ReferrerDefinitions(byHost, strings(networks.get()), helpers));
    }

    /** The major search engines, social networks and AI assistants, for use where Matomo's own definitions are not at hand. */
    public static ReferrerDefinitions builtIn() {
        return ofYaml(
                resource("search-engines.yml"),
                resource("social-networks.yml"),
                Optional.of(resource("ai-assistants.yml")));
    }

    SearchEngines searchEngines() {
        return searchEngines;
    }

    SocialNetworks socialNetworks() {
        return socialNetworks;
    }

    AiAssistants assistants() {
        return assistants;
    }

    private static Map<String, Object> yaml(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new FailsafeSchema())
                .setAllowDuplicateKeys(true)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        try {
            Object document = new Load(settings).loadFromString(text);
            Map<String, Object> result = new LinkedHashMap<>();
            if (!(document instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException("the definitions are no list of names");
            }
            map.forEach((key, value) -> result.put(ByteText.bytes(String.valueOf(key)), value));
            return result;
        } catch (YamlEngineException broken) {
            throw new IllegalArgumentException("the definitions are not YAML: " + broken.getMessage(), broken);
        }
    }

    private static Map<String, SearchEngine> engines(Map<String, Object> document) {
        Map<String, SearchEngine> byHost = new LinkedHashMap<>();
        document.forEach((name, groups) -> {
            for (Object group : list(groups)) {
                if (group instanceof Map<?, ?> info) {
                    SearchEngine engine = SearchEngine.of(
                            name,
                            words(info.get("params")),
                            words(info.get("charsets")),
                            words(info.get("hiddenkeyword")));
                    words(info.get("urls")).forEach(url -> byHost.put(url, engine));
                }
            }
        });
        return byHost;
    }

    private static Map<String, String> names(Map<String, Object> document) {
        Map<String, String> nameByDomain = new LinkedHashMap<>();
        document.forEach((name, domains) -> words(domains).forEach(domain -> nameByDomain.put(domain, name)));
        return nameByDomain;
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static List<String> words(@Nullable Object value) {
        return list(value).stream()
                .map(word -> ByteText.bytes(String.valueOf(word)))
                .toList();
    }

    private static Optional<PhpArray> option(String value) {
        try {
            byte[] serialized = Base64.getMimeDecoder().decode(value);
            return PhpSerialized.array(new String(serialized, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static SearchEngine engine(PhpArray info) {
        return SearchEngine.of(
                String.valueOf(info.get("name")),
                items(info, "params"),
                items(info, "charsets"),
                items(info, "hiddenkeyword"));
    }

    private static List<String> items(PhpArray info, String key) {
        List<String> items = new ArrayList<>();
        if (info.get(key) instanceof PhpArray array) {
            array.values().forEach(item -> items.add(String.valueOf(item)));
        }
        return items;
    }

    private static Map<String, String> strings(PhpArray array) {
        Map<String, String> strings = new LinkedHashMap<>();
        array.entries().forEach(entry -> strings.put(entry.getKey().toString(), String.valueOf(entry.getValue())));
        return strings;
    }

    private static String resource(String name) {
        try (InputStream in = ReferrerDefinitions.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
