/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keys of collectors and frontends, and what the others trust, made with the commands that {@code collector.conf} gives. */
final class KeyStores {
    static final String PASSWORD = "changeit";

    private KeyStores() {}

    /** Makes {@code collector.p12} and {@code collectors.p12}, {@code frontend.p12} and {@code frontends.p12}. */
    static void create(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        create(directory, "collector1", "collector");
        create(directory, "web1", "frontend");
    }

    private static void create(Path directory, String alias, String kind) throws IOException, InterruptedException {
        String own = directory.resolve(kind + ".p12").toString();
        String certificate = directory.resolve(alias + ".cer").toString();
        String trusted = directory.resolve(kind + "s.p12").toString();
        keytool("-genkeypair", "-alias", alias, "-keyalg", "EC", "-validity", "3650")
                .with("-dname", "CN=" + alias + ".example", "-ext", "san=dns:" + alias + ".example")
                .with("-storetype", "PKCS12", "-keystore", own)
                .run();
        keytool("-exportcert", "-alias", alias, "-keystore", own, "-file", certificate)
                .run();
        keytool("-importcert", "-noprompt", "-alias", alias, "-file", certificate)
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
