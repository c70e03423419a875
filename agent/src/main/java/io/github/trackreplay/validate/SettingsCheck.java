/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.option.Values;
import io.github.trackreplay.validate.Component.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks every setting of every component whose settings are declared: its name, its type, what must be there. */
final class SettingsCheck {
    private SettingsCheck() {}

    /** @return the values of each component with declared settings */
    static Map<Component, Values> run(List<Component> components, Findings findings) {
        Map<Component, Values> values = new LinkedHashMap<>();
        for (Component component : components) {
            component.type().flatMap(Declared::of).ifPresent(options -> {
                Values read = options.read(component.prefix(), component.settings());
                findings.problems(read.problems());
                values.put(component, read);
            });
            warnAboutLoss(component, findings);
        }
        return values;
    }

    private static void warnAboutLoss(Component component, Findings findings) {
        if (component.kind() != Kind.CHANNEL) {
            return;
        }
        if (component.className().equals("org.apache.flume.channel.MemoryChannel")) {
            findings.warning(
                    component.prefix() + "type",
                    "a memory channel loses its events when the agent stops. Use a file channel: type = file.");
        }
        if ("false".equalsIgnoreCase(component.settings().get("fsyncPerTransaction"))) {
            findings.warning(
                    component.prefix() + "fsyncPerTransaction",
                    "false loses events when the machine goes down. Leave it out.");
        }
    }
}
