/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.carrier.BeatsSource;
import io.github.trackreplay.carrier.OpenPort;
import io.github.trackreplay.carrier.PipelineHandler;
import io.github.trackreplay.carrier.PipelineHandlerOptions;
import io.github.trackreplay.carrier.PipelineHttpSource;
import io.github.trackreplay.option.Values;
import java.util.List;

/** Sources that shippers send to, and who else may. */
final class OpenPortCheck {
    private static final String CERTIFICATES = "ssl = true and clientAuth = required";
    private static final String FLUMES = "org.apache.flume.source.http.HTTPSource";

    private final List<Component> components;
    private final Findings findings;

    OpenPortCheck(List<Component> components, Findings findings) {
        this.components = components;
        this.findings = findings;
    }

    void run() {
        for (Component component : components) {
            boolean certificates = component.text("clientAuth").equalsIgnoreCase("required");
            if (component.className().equals(BeatsSource.class.getName())) {
                check(component, "127.0.0.1", certificates, CERTIFICATES);
            } else if (component.className().equals(PipelineHttpSource.class.getName())) {
                boolean token = component.given("token").isPresent();
                check(component, "127.0.0.1", token || certificates, "token, or " + CERTIFICATES);
            } else if (component.className().equals(FLUMES)
                    && component.text("handler").equals(PipelineHandler.class.getName())) {
                checkHandler(component);
            }
        }
    }

    private void checkHandler(Component source) {
        Values read = PipelineHandlerOptions.OPTIONS.read(
                source.prefix() + "handler.", AgentFile.below(source.settings(), "handler."));
        findings.problems(read.problems());
        boolean token = source.given("handler.token").isPresent();
        if (token || read.problems().isEmpty()) {
            check(source, "0.0.0.0", token, "handler.token");
        }
    }

    private void check(Component source, String fallback, boolean asks, String remedy) {
        OpenPort.warning(source.text("bind", fallback), asks, remedy)
                .ifPresent(sentence -> findings.warning(source.prefix() + "bind", sentence));
    }
}
