/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking;

import io.github.trackreplay.tracking.action.Action;
import io.github.trackreplay.tracking.custom.CustomDimensions;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.visit.VisitDraft;

/** Where custom dimensions look for their values: at the action, else at the parameters. */
record ActionTexts(VisitDraft visit) implements CustomDimensions.Subject {
    @Override
    public String url() {
        return visit.action()
                .map(action -> action.rawUrl().orElse(""))
                .orElseGet(() -> visit.request().parameters().get(Parameter.URL));
    }

    /** Kinds that have no name hide the parameter too. */
    @Override
    public String title() {
        return visit.action()
                .map(Action::name)
                .orElseGet(() -> visit.request().parameters().get(Parameter.ACTION_NAME));
    }
}
