/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key store or trust store as configured. Opening one fails in a sentence that names the file, what is wrong with it and
 * the setting to change; no secret is said. Immutable.
 *
 * @param what for sentences: "key store" or "trust store"
 * @param setting name of the setting that holds the path
 * @param path the file
 * @param password its password; may be empty
 * @param type JKS, PKCS12
 */
public record TlsStore(String what, String setting, String path, String password, String type) {
    /** A store that cannot be used; its message is for the administrator. */
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message);
        }

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The keys with which this side shows who it is. */
    public KeyManager[] keys() throws UnusableException {
        KeyStore store = open();
        try {
            if (Collections.list(store.aliases()).stream().noneMatch(alias -> isKey(store, alias))) {
                throw new UnusableException("The " + what + " " + path + " (" + setting
                        + ") holds no private key. Make one: keytool -genkeypair");
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, password.toCharArray());
            return factory.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    /** Whom this side believes. */
    public TrustManager[] trusted() throws UnusableException {
        KeyStore store = open();
        try {
            if (Collections.list(store.aliases()).isEmpty()) {
                throw new UnusableException("The " + what + " " + path + " (" + setting
                        + ") holds no certificate. Put the others' in: keytool -importcert");
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    /**
     * TLS with what the stores hold now: they may have been renewed.
     *
     * @param keys of this side; it may have none
     * @param trusted whom this side believes; empty: whom Java believes
     */
    public static SSLContext context(Optional<TlsStore> keys, Optional<TrustManager[]> trusted)
            throws UnusableException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.isPresent() ? keys.get().keys() : null, trusted.orElse(null), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** A sentence about a certificate in the store that has expired, or will before a time. */
    public Optional<String> expiry(Instant before) throws UnusableException {
        KeyStore store = open();
        try {
            for (String alias : Collections.list(store.aliases())) {
                Certificate certificate = store.getCertificate(alias);
                if (certificate instanceof X509Certificate x509
                        && x509.getNotAfter().toInstant().isBefore(before)) {
                    return Optional.of("the certificate '" + alias + "' in " + path + " is valid until "
                            + x509.getNotAfter().toInstant() + ". Make a new one in time.");
                }
            }
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    private static boolean isKey(KeyStore store, String alias) {
        try {
            return store.isKeyEntry(alias);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private KeyStore open() throws UnusableException {
        try {
            KeyStore store = KeyStore.getInstance(type);
            try (InputStream in = Files.newInputStream(Path.of(path))) {
                store.load(in, password.toCharArray());
            }
            return store;
        } catch (IOException | GeneralSecurityException | InvalidPathException e) {
            throw unusable(e);
        }
    }

    private UnusableException unusable(Exception e) {
        String why;
        if (e instanceof NoSuchFileException) {
            why = "does not exist. Make it as collector.conf says, or correct " + setting + ".";
        } else if (e instanceof AccessDeniedException) {
            why = "may not be read by '" + System.getProperty("user.name") + "'. Give its group the right: chmod 640.";
        } else if (isWrongPassword(e)) {
            why = "cannot be opened with the password in " + setting + "-password. Correct that setting.";
        } else if (e instanceof CertificateExpiredException) {
            why = "holds a certificate that has expired. Make a new one.";
        } else {
            why = "cannot be opened as " + type + " (" + e.getMessage() + "). Is " + setting + "-type right?";
        }
        return new UnusableException("The " + what + " " + path + " (" + setting + ") " + why, e);
    }

    private static boolean isWrongPassword(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof UnrecoverableKeyException
                    || String.valueOf(t.getMessage()).contains("password was incorrect")) {
                return true;
            }
        }
        return false;
    }
}
