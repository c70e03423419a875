/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.tls.TlsStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Checks what a hop needs outside of the file: key stores and trust stores that open with their passwords and hold what they
 * must, certificates that are valid for some time, collectors whose names are known. Says what it has checked.
 */
final class HopCheck {
    private static final Duration SOON = Duration.ofDays(30);

    private final List<Component> components;
    private final Findings findings;

    HopCheck(List<Component> components, Findings findings) {
        this.components = components;
        this.findings = findings;
    }

    void run() {
        for (Component component : components) {
            switch (component.className()) {
                case "io.github.trackreplay.hop.PromptAvroSink", "org.apache.flume.sink.AvroSink" -> {
                    checkHost(component);
                    checkStores(component, "PKCS12", "JKS");
                }
                case "io.github.trackreplay.carrier.BeatsSource", "io.github.trackreplay.carrier.PipelineHttpSource" ->
                    checkStores(component, "PKCS12", "PKCS12");
                case "io.github.trackreplay.hop.CollectorSource", "org.apache.flume.source.AvroSource" ->
                    checkStores(component, "JKS", "PKCS12");
                default -> {}
            }
        }
    }

    private void checkHost(Component sink) {
        String host = sink.text("hostname");
        if (host.isEmpty()) {
            return;
        }
        try {
            String address = InetAddress.getByName(host).getHostAddress();
            findings.note(sink.prefix() + "hostname: " + host + " is " + address + ".");
        } catch (UnknownHostException e) {
            findings.hindrance(
                    sink.prefix() + "hostname",
                    "'" + host
                            + "' is not known on this machine. Correct the name, or add it to the DNS or /etc/hosts.");
        }
    }

    /** Both, of the types that hold where none is set. */
    private void checkStores(Component component, String keystoreType, String truststoreType) {
        if (component.isTrue("ssl")) {
            checkStore(component, "keystore", "key store", keystoreType);
            checkStore(component, "truststore", "trust store", truststoreType);
        }
    }

    private void checkStore(Component component, String setting, String name, String type) {
        String path = component.text(setting);
        if (!path.isEmpty()) {
            check(
                    component,
                    setting,
                    new TlsStore(
                            name,
                            setting,
                            path,
                            component.settings().getOrDefault(setting + "-password", ""),
                            component.settings().getOrDefault(setting + "-type", type)));
        }
    }

    private void check(Component component, String setting, TlsStore store) {
        try {
            if (setting.equals("keystore")) {
                store.keys();
            } else {
                store.trusted();
            }
            Optional<String> expiry = store.expiry(Instant.now().plus(SOON));
            if (expiry.isPresent()) {
                findings.warning(component.prefix() + setting, expiry.get());
            } else {
                findings.note(component.prefix() + setting + ": " + store.path()
                        + " opens; its certificates are valid for 30 days and more.");
            }
        } catch (TlsStore.UnusableException e) {
            findings.hindrance(component.prefix() + setting, String.valueOf(e.getMessage()));
        }
    }
}
