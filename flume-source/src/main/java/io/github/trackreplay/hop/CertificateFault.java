/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;

/** What is wrong with the certificate of the other end of a connection. */
enum CertificateFault {
    /** It has expired, or is not valid yet. */
    OUT_OF_TIME,
    /** It is made out to another name. */
    OTHER_NAME,
    /** Nobody who is trusted vouches for it. */
    UNTRUSTED;

    /** What a failure says; empty for one that is not about a certificate. Its causes are not looked at. */
    static Optional<CertificateFault> of(Throwable failure) {
        if (failure instanceof CertificateExpiredException || failure instanceof CertificateNotYetValidException) {
            return Optional.of(OUT_OF_TIME);
        }
        if (failure instanceof CertificateException && isAboutNames(failure)) {
            return Optional.of(OTHER_NAME);
        }
        boolean untrusted = failure instanceof CertificateException || failure instanceof CertPathValidatorException;
        return untrusted ? Optional.of(UNTRUSTED) : Optional.empty();
    }

    /** Java says neither by a class of its own. */
    private static boolean isAboutNames(Throwable failure) {
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("no subject alternative") || text.contains("no name matching");
    }
}
