/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Why a TLS connection was not made, so that nothing was sent over it: in sentences that say what to do. Stateless. */
final class TlsTrouble {
    /** In the words of any Java since 8. */
    private static final Pattern NO_TLS = Pattern.compile("(?i)unrecognized SSL message");

    private TlsTrouble() {}

    /** Nothing where it is something else, or the connection had been made before. */
    static Optional<String> of(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SSLHandshakeException) {
                return Optional.of(ofHandshake(t));
            }
            if (t instanceof SSLException
                    && NO_TLS.matcher(String.valueOf(t.getMessage())).find()) {
                return Optional.of("The server does not speak TLS on that port. Is it http://, or another port?");
            }
        }
        return Optional.empty();
    }

    private static String ofHandshake(Throwable handshake) {
        for (Throwable t = handshake; t != null; t = t.getCause()) {
            if (t instanceof CertificateExpiredException || t instanceof CertificateNotYetValidException) {
                return "The server's certificate is not valid now (" + t.getMessage()
                        + "). Renew it there; is this machine's clock right?";
            }
            String text = String.valueOf(t.getMessage());
            if (t instanceof CertificateException && (text.startsWith("No subject") || text.startsWith("No name"))) {
                return "The server's certificate is for another name (" + text
                        + "). Call it by a name that its certificate has.";
            }
        }
        return "The server's certificate is not believed, or no TLS was agreed on (" + handshake.getMessage()
                + "). Set the truststore to one that knows it.";
    }
}
