/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Keys and certificates made with {@code keytool}, as conf-examples/collector.conf tells people to: each once, for all tests of
 * this Java process.
 */
public final class Keys {
    public static final String PASSWORD = "change-this-1";

    private static Path made;

    private final Path directory;

    public Keys(Path directory) {
        this.directory = directory;
    }

    /** A key store with a key and a certificate of that name; its file is {@code name.p12}. */
    public Path pair(String name) {
        return copy(madePair(name), name);
    }

    /** The same, with a certificate that has such an extension instead of the names of this machine. */
    public Path pair(String name, String extension) {
        return copy(madePair(name, extension), name);
    }

    /** A trust store with the certificates of these pairs. */
    public Path trusting(String name, String... others) {
        return copy(madeTrusting(others), name);
    }

    /**
     * A key store with a key and a certificate that an authority made; its file is {@code name.p12}.
     *
     * @param authority the name of the authority, which is a pair as well
     * @param certificate what {@code keytool -gencert} is told besides: extensions, times
     */
    public Path signed(String name, String authority, String... certificate) {
        Path store = madePair(name);
        Path request = made(name + ".csr");
        Path answer = made(name + "-by-" + authority + ".cer");
        run("-certreq", "-alias", name, "-keystore", store.toString(), "-file", request.toString());
        List<String> gencert = new java.util.ArrayList<>(List.of(
                "-gencert",
                "-alias",
                authority,
                "-keystore",
                madeAuthority(authority).toString(),
                "-infile",
                request.toString(),
                "-outfile",
                answer.toString()));
        gencert.addAll(List.of(certificate));
        run(gencert.toArray(String[]::new));
        run(
                "-importcert",
                "-noprompt",
                "-alias",
                authority,
                "-file",
                madeCertificate(authority).toString(),
                "-keystore",
                store.toString());
        run("-importcert", "-noprompt", "-alias", name, "-file", answer.toString(), "-keystore", store.toString());
        return copy(store, name);
    }

    /** A trust store with the certificate of an authority. */
    public Path trustingAuthority(String name, String authority) {
        madeAuthority(authority);
        return trusting(name, authority);
    }

    private Path copy(Path store, String name) {
        try {
            return Files.copy(store, directory.resolve(name + ".p12"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path madePair(String name) {
        return madePair(name, "san=dns:localhost,ip:127.0.0.1");
    }

    private static Path madeAuthority(String name) {
        return madePair(name, "bc:c=ca:true");
    }

    private static synchronized Path madePair(String name, String extension) {
        Path store = made("key-of-" + name + ".p12");
        if (!Files.exists(store)) {
            run(
                    "-genkeypair",
                    "-alias",
                    name,
                    "-keyalg",
                    "EC",
                    "-validity",
                    "30",
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    extension,
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString());
        }
        return store;
    }

    private static synchronized Path madeCertificate(String name) {
        Path certificate = made(name + ".cer");
        if (!Files.exists(certificate)) {
            run("-exportcert", "-alias", name, "-keystore", madePair(name).toString(), "-file", certificate.toString());
        }
        return certificate;
    }

    private static synchronized Path madeTrusting(String... others) {
        Path store = made("trusting-" + String.join("-and-", others) + ".p12");
        if (!Files.exists(store)) {
            for (String other : others) {
                run(
                        "-importcert",
                        "-noprompt",
                        "-alias",
                        other,
                        "-file",
                        madeCertificate(other).toString(),
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString());
            }
        }
        return store;
    }

    /** A file that goes when this Java process ends. */
    private static synchronized Path made(String name) {
        try {
            if (made == null) {
                made = Files.createTempDirectory("keys");
                made.toFile().deleteOnExit();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path file = made.resolve(name);
        file.toFile().deleteOnExit();
        return file;
    }

    /**
     * How a client opens connections.
     *
     * @param key with which it shows who it is; null: with none
     * @param trust whom it believes
     */
    public static SSLContext context(Path key, Path trust) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (key != null) {
            keys.init(store(key), PASSWORD.toCharArray());
        }
        trusted.init(store(trust));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(key == null ? null : keys.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store(Path path) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(path)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static void run(String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD, "-J-XX:TieredStopAtLevel=1"));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + said);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
