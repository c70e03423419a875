/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keys of collectors and frontends, and what the others trust, made with the commands that {@code collector.conf} gives: once,
 * for all fleets of this Java process.
 */
final class KeyStores {
    static final String PASSWORD = "changeit";

    private static final List<String> STORES =
            List.of("collector.p12", "collectors.p12", "frontend.p12", "frontends.p12");
    private static Path made;

    private KeyStores() {}

    /** Puts {@code collector.p12} and {@code collectors.p12}, {@code frontend.p12} and {@code frontends.p12} there. */
    static void create(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        for (String store : STORES) {
            Files.copy(made().resolve(store), directory.resolve(store));
        }
    }

    private static synchronized Path made() throws IOException, InterruptedException {
        if (made == null) {
            Path directory = Files.createTempDirectory("key-stores");
            create(directory, "collector1", "collector");
            create(directory, "web1", "frontend");
            try (Stream<Path> files = Files.list(directory)) {
                directory.toFile().deleteOnExit();
                files.forEach(file -> file.toFile().deleteOnExit());
            }
            made = directory;
        }
        return made;
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
