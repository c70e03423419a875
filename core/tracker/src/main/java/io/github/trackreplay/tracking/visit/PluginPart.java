/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.visit;

import io.github.trackreplay.tracking.model.Columns;
import java.util.Optional;

/**
 * What a plugin of Matomo does with one request, in the order in which Matomo's tracker asks its dimensions and request
 * processors. Each method may throw {@link io.github.trackreplay.tracking.parameters.RefusedException} or {@link
 * io.github.trackreplay.tracking.parameters.ParameterTypeException} where the plugin would stop the request. Not thread-safe.
 */
public interface PluginPart {
    /** {@code VisitDimension::shouldForceNewVisit}: whether a request that seems to continue a visit starts one. */
    default boolean startsNewVisit() {
        return false;
    }

    /** {@code RequestProcessor::afterRequestProcessed}: why the request ends here, after its action was looked up. */
    default Optional<String> stop() {
        return Optional.empty();
    }

    /** {@code VisitDimension::onNewVisit}: puts its columns into a new visit's, which has those of Matomo itself. */
    default void putNew(Columns visit) {}

    /** {@code RequestProcessor::onNewVisit}: changes a new visit's columns after the privacy options did. */
    default void changeNew(Columns visit) {}

    /** {@code ActionDimension::onNewAction}: puts its columns into an action's. */
    default void putAction(Columns action) {}

    /** {@code VisitDimension::onAnyGoalConversion}: puts its columns into those of a goal, a cart or an order. */
    default void putConversion(Columns conversion) {}
}
