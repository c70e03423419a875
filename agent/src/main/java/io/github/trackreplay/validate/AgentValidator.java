/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.option.Values;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs all checks over one agent of a configuration file. */
public final class AgentValidator {
    private final Findings findings = new Findings();
    private SoleFiles soleFiles = new SoleFiles(List.of(), List.of());

    /**
     * Checks a file; everything found is in {@link #findings()}.
     *
     * @param name the agent's name; empty when the file has only one
     * @return the agent's name, when it could be read
     */
    public Optional<String> check(Path path, Optional<String> name) {
        Optional<AgentFile> file = AgentFile.read(path, name, findings);
        file.ifPresent(this::check);
        return file.map(AgentFile::agent);
    }

    public Findings findings() {
        return findings;
    }

    /** What no other process may use while the agent runs; of the file that was checked last. */
    public SoleFiles soleFiles() {
        return soleFiles;
    }

    private void check(AgentFile file) {
        List<Component> components = Components.of(file, findings);
        new WiringCheck(file, components, findings).run();
        Map<Component, Values> values = SettingsCheck.run(components, findings);
        List<Component> sound = components.stream()
                .filter(component -> !values.containsKey(component)
                        || values.get(component).problems().isEmpty())
                .toList();
        soleFiles = SoleFiles.of(sound);
        new FlumeCheck(sound, findings).run();
        new DirectoryCheck(sound, findings).run();
        List<Component> sources = sound.stream()
                .filter(component -> component.className().equals(Component.LOG_SOURCE))
                .toList();
        byDestination(sources, sound).forEach(some -> new SourcesCheck(some, findings).run());
        new DeliveryCheck(sound, findings).run();
        new ListedStreamsCheck(sound, findings).run();
        new ReserveCheck(sound, findings).run();
        new HopCheck(sound, findings).run();
        new PipelineCheck(sound, findings).run();
        new OpenPortCheck(sound, findings).run();
        new KafkaCheck(sound, findings).run();
        for (Component component : sound) {
            switch (component.className()) {
                case Component.LOG_SOURCE -> checkLog(component, components);
                case Component.MYSQL_SINK -> new DatabaseCheck(component, sources, findings).run();
                case Component.TRACKING_API_SINK -> new TrackingApiCheck(component, findings).run();
                default -> {}
            }
        }
    }

    /** Those apart whose tokens are masked: they feed other programs, and may read what another one reads. */
    private static Collection<List<Component>> byDestination(List<Component> sources, List<Component> all) {
        return sources.stream()
                .collect(Collectors.partitioningBy(source -> all.stream()
                        .filter(component -> component.kind() == Component.Kind.INTERCEPTOR)
                        .filter(interceptor -> interceptor.prefix().startsWith(source.prefix()))
                        .anyMatch(Component::masksTokens)))
                .values();
    }

    private void checkLog(Component source, List<Component> components) {
        Optional<Component> interceptor = components.stream()
                .filter(component -> component.className().equals(Component.INTERCEPTOR))
                .filter(component -> component.prefix().startsWith(source.prefix()))
                .findFirst();
        if (interceptor.isEmpty()) {
            findings.problem(
                    source.prefix() + "interceptors",
                    "no TrackingInterceptor reads the lines of this source. Add 'interceptors = request' and "
                            + "'interceptors.request.type = " + Component.INTERCEPTOR + "'.");
        }
        Optional<Component> ofHosts = components.stream()
                .filter(sink -> sink.replays() && sink.given("hosts").isPresent())
                .filter(sink -> !Collections.disjoint(sink.channels(), source.channels()))
                .findFirst();
        new LogCheck(source, interceptor, ofHosts, findings).run();
        new TakeOverCheck(source, findings).run();
    }
}
