/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.detector;

import io.github.trackreplay.device.Client;
import io.github.trackreplay.device.ClientHints;
import io.github.trackreplay.device.Device;
import io.github.trackreplay.device.OperatingSystem;
import io.github.trackreplay.device.definition.DefinitionFiles;
import io.github.trackreplay.device.definition.Definitions;
import io.github.trackreplay.device.rule.Detection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * Compares the detection with the published test fixtures of the upstream library, and measures it:
 * {@code FixtureCheck CHECKOUT}, where CHECKOUT is upstream's repository at one release (its `regexes` and `Tests/fixtures`).
 */
public final class FixtureCheck {
    /** One fixture: input and expected fields; a field that it does not name is not compared. */
    record Fixture(String userAgent, ClientHints hints, Map<String, String> expected) {}

    private FixtureCheck() {}

    public static void main(String[] args) throws IOException {
        Path checkout = Path.of(args[0]);
        long begin = System.nanoTime();
        Detection detection = detection(checkout.resolve("regexes"));
        detection.detect("Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0", ClientHints.NONE);
        System.out.printf("start-up %d ms, release %s, %s%n", millis(begin), detection.release(), detection.describe());
        System.out.printf("heap after load %d MiB%n", usedHeap());
        List<Fixture> fixtures = read(checkout.resolve("Tests/fixtures"));
        Tally tally = compare(detection, fixtures, Integer.getInteger("trackreplay.show", 20));
        tally.print();
        System.out.printf("heap after all fixtures %d MiB (with the fixtures)%n", usedHeap());
        measure(checkout, detection, fixtures);
    }

    static Detection detection(Path regexes) throws IOException {
        return new Detection(Definitions.load(DefinitionFiles.in(regexes)), -1, true);
    }

    private static long millis(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }

    private static void measure(Path checkout, Detection detection, List<Fixture> fixtures) throws IOException {
        for (int round = 0; round < Integer.getInteger("trackreplay.rounds", 3); round++) {
            long begin = System.nanoTime();
            for (Fixture each : fixtures) detection.detect(each.userAgent, each.hints);
            System.out.printf("uncached, one thread: %,d user agents/s%n", fixtures.size() * 1000L / millis(begin));
        }
        DeviceDetector cached = DeviceDetector.load(checkout.resolve("regexes"));
        List<Fixture> few = fixtures.subList(0, Math.min(5000, fixtures.size()));
        for (int round = 0; round < 20; round++) {
            long begin = System.nanoTime();
            for (Fixture each : few) cached.detect(each.userAgent, each.hints);
            if (round == 19) {
                System.out.printf(
                        "cached, one thread: %,d user agents/s%n",
                        few.size() * 1_000_000_000L / (System.nanoTime() - begin));
            }
        }
    }

    /** Right and all, for each field and for whole fixtures. */
    static final class Tally {
        final Map<String, int[]> fields = new LinkedHashMap<>();
        int right;
        int all;

        void print() {
            fields.forEach((field, n) -> System.out.printf("%-16s %d/%d%n", field, n[0], n[1]));
            System.out.printf("%-16s %d/%d (%.3f %%)%n", "whole fixtures", right, all, 100.0 * right / all);
        }
    }

    static Tally compare(Detection detection, List<Fixture> fixtures, int show) {
        Tally tally = new Tally();
        for (Fixture fixture : fixtures) {
            Map<String, String> actual = fields(detection.detect(fixture.userAgent, fixture.hints));
            StringBuilder wrong = new StringBuilder();
            fixture.expected.forEach((field, value) -> {
                int[] counts = tally.fields.computeIfAbsent(field, f -> new int[2]);
                counts[1]++;
                String got = actual.getOrDefault(field, "");
                if (got.equals(value)) counts[0]++;
                else
                    wrong.append(' ')
                            .append(field)
                            .append(": expected ")
                            .append(value)
                            .append(", got ")
                            .append(got)
                            .append(';');
            });
            tally.all++;
            if (wrong.isEmpty()) tally.right++;
            else if (tally.all - tally.right <= show) System.out.println(fixture.userAgent + "\n   " + wrong);
        }
        return tally;
    }

    static Map<String, String> fields(Device device) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("bot", device.isBot() ? device.bot() : "");
        OperatingSystem os = device.os();
        if (os != null) {
            fields.put("os.name", os.name());
            fields.put("os.version", os.version());
        }
        fields.put("os_family", os == null || os.family() == null ? "Unknown" : os.family());
        Client client = device.client();
        if (client != null) {
            fields.put("client.type", client.type().label());
            fields.put("client.name", client.name());
            fields.put("client.version", client.version());
            fields.put("client.engine", client.engine());
            fields.put("client.engine_version", client.engineVersion());
        }
        fields.put("browser_family", client == null || client.family() == null ? "Unknown" : client.family());
        fields.put("device.type", device.type() == null ? "" : device.type().label());
        fields.put("device.brand", device.brandName());
        fields.put("device.model", device.model());
        return fields;
    }

    static List<Fixture> read(Path directory) throws IOException {
        List<Fixture> fixtures = new ArrayList<>();
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new FailsafeSchema())
                .setCodePointLimit(Integer.MAX_VALUE)
                .setAllowDuplicateKeys(true)
                .build();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".yml")).sorted().toList()) {
                for (Object each : (List<?>) new Load(settings).loadFromString(Files.readString(file))) {
                    fixtures.add(fixture(Definitions.map(each)));
                }
            }
        }
        return fixtures;
    }

    private static Fixture fixture(Map<String, Object> yaml) {
        Map<String, String> expected = new LinkedHashMap<>();
        if (yaml.get("bot") instanceof Map<?, ?> bot) {
            expected.put("bot", String.valueOf(bot.get("name")));
        } else {
            expected.put("bot", "");
            add(expected, yaml, "os", "name", "version");
            add(expected, yaml, "client", "type", "name", "version", "engine", "engine_version");
            add(expected, yaml, "device", "type", "brand", "model");
            for (String family : List.of("os_family", "browser_family")) {
                if (yaml.containsKey(family)) expected.put(family, text(yaml.get(family)));
            }
        }
        Map<String, Object> headers = new LinkedHashMap<>();
        if (yaml.get("headers") instanceof Map<?, ?> map) headers.putAll(Definitions.map(map));
        headers.values().removeIf("null"::equals);
        return new Fixture(text(yaml.get("user_agent")), ClientHints.ofValues(headers), expected);
    }

    private static void add(Map<String, String> expected, Map<String, Object> yaml, String part, String... keys) {
        if (!(yaml.get(part) instanceof Map<?, ?> map)) return;
        for (String key : keys) {
            if (map.containsKey(key)) expected.put(part + "." + key, text(map.get(key)));
        }
    }

    private static String text(Object value) {
        return value == null || value.equals("null") || value.equals("~") ? "" : String.valueOf(value);
    }
}
