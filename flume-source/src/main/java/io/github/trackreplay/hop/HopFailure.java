/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.flume.EventDeliveryException;

/**
 * Why a frontend could not send to a collector: host, port, cause and remedy in one sentence. It has no stack trace: where it
 * came from helps nobody, and it comes every second.
 */
final class HopFailure extends EventDeliveryException {
    private static final long serialVersionUID = 1L;

    /** Kinds of failures, each with what to do about it. */
    enum Kind {
        STORE(""),
        UNKNOWN_HOST("the name is not known here. Is hostname right, and does this machine's DNS know it?"),
        REFUSED("nothing listens there. Is the collector started, and port right?"),
        UNREACHABLE("there is no way to that machine. Is it up, and does a firewall let this machine through?"),
        OUT_OF_TIME(
                "its certificate has expired or is not valid yet. Is this machine's clock right? If so, that collector needs a new"
                        + " certificate, which belongs into truststore here unless an authority made it."),
        OTHER_NAME(
                "its certificate is made out to another name than hostname. Is hostname right? If that is the collector, give it a"
                        + " certificate for that name, or import the one that it has into truststore itself."),
        UNTRUSTED("its certificate is not one that the trust store holds or vouches for. Import the collector's present"
                + " certificate into truststore."),
        NO_TLS("it does not speak TLS. Does the collector's source have ssl = true, and is it that port?"),
        CLIENT_REFUSED(
                "it does not accept this frontend's certificate. Set keystore here, import this frontend's certificate into"
                        + " the collector's truststore, and see that it has not expired (trackreplay validate)."),
        TLS("the TLS handshake failed."),
        CLOSED("it closed the connection without an answer. Is it a collector that wants TLS (ssl = true) or another"
                + " compression-type, or another service?"),
        SILENT(
                "it does not answer in time. Is it a collector, and is it that port? See connect-timeout and request-timeout."),
        OTHER("sending failed.");

        private final String remedy;

        Kind(String remedy) {
            this.remedy = remedy;
        }
    }

    private static final Set<Kind> WITH_DETAIL =
            EnumSet.of(Kind.TLS, Kind.OTHER, Kind.UNTRUSTED, Kind.OUT_OF_TIME, Kind.OTHER_NAME);

    private final Kind kind;

    HopFailure(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
    }

    static HopFailure of(String host, int port, Throwable cause) {
        Kind kind = kind(cause);
        String detail = WITH_DETAIL.contains(kind) ? " (" + root(cause) + ")" : "";
        return new HopFailure(
                kind, "The collector at " + host + ":" + port + " cannot be used: " + kind.remedy + detail);
    }

    Kind kind() {
        return kind;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    private static Kind kind(Throwable failure) {
        Kind kind = Kind.OTHER;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            Kind own = own(t);
            // the deepest cause knows best, but not that all of TLS fails where it says why
            kind = own == Kind.OTHER || (own == Kind.TLS && kind != Kind.OTHER) ? kind : own;
        }
        return kind;
    }

    private static Kind own(Throwable t) {
        String text = String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT);
        if (t instanceof UnknownHostException || t instanceof java.nio.channels.UnresolvedAddressException) {
            return Kind.UNKNOWN_HOST;
        }
        if (t instanceof NotSslRecordException) {
            return Kind.NO_TLS;
        }
        Optional<CertificateFault> certificate = CertificateFault.of(t);
        if (certificate.isPresent()) {
            return switch (certificate.get()) {
                case OUT_OF_TIME -> Kind.OUT_OF_TIME;
                case OTHER_NAME -> Kind.OTHER_NAME;
                case UNTRUSTED -> Kind.UNTRUSTED;
            };
        }
        if (t instanceof SSLException) {
            boolean ofUs = text.contains("received fatal alert")
                    && (text.contains("certificate") || text.contains("unknown_ca"));
            return ofUs ? Kind.CLIENT_REFUSED : text.contains("closed") ? Kind.CLOSED : Kind.TLS;
        }
        if (t instanceof NoRouteToHostException || text.contains("unreachable")) {
            return Kind.UNREACHABLE;
        }
        if (t instanceof TimeoutException || t instanceof SocketTimeoutException || text.contains("timed out")) {
            return Kind.SILENT;
        }
        if (t instanceof ConnectException) {
            return Kind.REFUSED;
        }
        boolean closed = text.contains("closed") || text.contains("reset by peer") || text.contains("broken pipe");
        return closed || text.contains("excessive list allocation") ? Kind.CLOSED : Kind.OTHER;
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
