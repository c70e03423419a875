/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A collector's key and what the frontends trust, made with the commands that {@code collector.conf} gives. */
final class KeyStores {
    static final String PASSWORD = "changeit";

    private KeyStores() {}

    /** Makes {@code collector.p12} and {@code collectors.p12}. */
    static void create(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        String own = directory.resolve("collector.p12").toString();
        String certificate = directory.resolve("collector.cer").toString();
        String trusted = directory.resolve("collectors.p12").toString();
        keytool("-genkeypair", "-alias", "collector1", "-keyalg", "EC", "-validity", "3650")
                .with("-dname", "CN=collector1.example", "-ext", "san=dns:collector1.example")
                .with("-storetype", "PKCS12", "-keystore", own)
                .run();
        keytool("-exportcert", "-alias", "collector1", "-keystore", own, "-file", certificate)
                .run();
        keytool("-importcert", "-noprompt", "-alias", "collector1", "-file", certificate)
                .with("-storetype", "PKCS12", "-keystore", trusted)
                .run();
    }

    private static Command keytool(String... arguments) {
        String program =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        return new Command(List.of(program)).with(arguments);
    }

    private record Command(List<String> words) {
        Command with(String... more) {
            List<String> all = new ArrayList<>(words);
            all.addAll(List.of(more));
            return new Command(all);
        }

        void run() throws IOException, InterruptedException {
            Process process = new ProcessBuilder(with("-storepass", PASSWORD).words())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(words + ": " + output);
            }
        }
    }
}
