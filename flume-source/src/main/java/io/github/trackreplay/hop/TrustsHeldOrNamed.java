/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whom a trust store believes, for a side that compares names: a certificate that the store itself holds is believed under whatever
 * name it is reached, since it is the one that was put there; one that an authority in the store vouches for, only where it is made
 * out to the name that was called. Otherwise whoever has any certificate of that authority, each frontend for one, could stand in for a
 * collector. Thread-safe as the trust manager below it is.
 */
final class TrustsHeldOrNamed extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager store;
    private final Set<X509Certificate> held;

    TrustsHeldOrNamed(X509ExtendedTrustManager store) {
        this.store = store;
        this.held = Set.copyOf(Arrays.asList(store.getAcceptedIssuers()));
    }

    private boolean isHeld(X509Certificate[] chain) {
        return chain.length > 0 && held.contains(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        if (isHeld(chain)) {
            store.checkServerTrusted(chain, type);
        } else {
            store.checkServerTrusted(chain, type, engine);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        if (isHeld(chain)) {
            store.checkServerTrusted(chain, type);
        } else {
            store.checkServerTrusted(chain, type, socket);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        store.checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        store.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        store.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        store.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return store.getAcceptedIssuers();
    }
}
