/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.visit;

import io.github.trackreplay.tracking.model.KnownVisit;
import java.util.Optional;

/**
 * Who a request is from.
 *
 * @param configId the visitor's configuration
 * @param idVisitor the visitor id: the latest visit's, else the request's; nothing when neither has one
 * @param latest the visitor's latest visit; nothing for an unknown visitor
 * @param isNew whether the request starts a visit
 * @param why why it does or does not, for people
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Recognition(
        byte[] configId, Optional<byte[]> idVisitor, Optional<KnownVisit> latest, boolean isNew, String why) {
    /** The visit that the request continues. */
    public Optional<KnownVisit> current() {
        return isNew ? Optional.empty() : latest;
    }
}
