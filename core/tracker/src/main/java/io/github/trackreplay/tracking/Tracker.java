/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.tracking.bot.PageOfSite;
import io.github.trackreplay.tracking.model.Draft;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.NotLoadedException;
import io.github.trackreplay.tracking.model.Wanted;
import io.github.trackreplay.tracking.parameters.ParameterTypeException;
import io.github.trackreplay.tracking.parameters.RefusedException;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.plugins.PluginRequests;
import io.github.trackreplay.tracking.plugins.TrackerPlugins;
import io.github.trackreplay.tracking.prepared.OutsideFacts;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.prepared.Randomness;
import io.github.trackreplay.tracking.prepared.Rules;
import io.github.trackreplay.tracking.settings.Rule;
import io.github.trackreplay.tracking.settings.Settings;
import io.github.trackreplay.tracking.visit.TrackerPlugin;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Matomo's tracker as a function: takes a request, what is known and the settings, gives the changes that Matomo's own tracker
 * would have made. See the package for how its three methods belong together.
 *
 * <p>{@link #prepare} may be called by any thread; the others by the one that owns the {@link Known}.
 */
public final class Tracker {
    private final OutsideFacts definitions;
    private final Randomness randomness;
    private volatile @Nullable Active active;

    /** What holds under the latest settings. */
    private record Active(Rules rules, List<TrackerPlugin> plugins, PluginRequests requests) {}

    /**
     * A tracker.
     *
     * @param definitions facts about clients, referrers and places
     * @param randomness gives new visitor ids and the like
     */
    public Tracker(OutsideFacts definitions, Randomness randomness) {
        this.definitions = definitions;
        this.randomness = randomness;
    }

    /**
     * Works out what follows from a request and the settings alone.
     *
     * @param now when the request is applied, seconds since 1970-01-01 UTC
     */
    public Prepared prepare(LocatedRequest request, Settings settings, long now) {
        Prepared prepared = toPrepare(request, settings, now);
        prepared.workOut();
        return prepared;
    }

    /**
     * By what it is looked for whether a request has been recorded.
     *
     * @param now when it is asked for, seconds since 1970-01-01 UTC
     * @return nothing if nothing would be seen of it, or the request would be turned away
     */
    public Optional<Lead> lead(LocatedRequest request, Settings settings, long now) {
        return Lead.of(toPrepare(request, settings, now));
    }

    private Prepared toPrepare(LocatedRequest request, Settings settings, long now) {
        Active under = active(settings);
        PageOfSite.Resolved page =
                PageOfSite.resolve(request, settings, under.rules().shared().allSites());
        RequestParameters parameters = RequestParameters.of(page.request().request(), settings.fourByteCharacters());
        if (!settings.has(Rule.DECIMAL_COMMAS)) {
            parameters = parameters.withoutDecimalCommas();
        }
        PreparedRequest read =
                new PreparedRequest(page.request(), parameters, under.rules(), definitions.devices(), randomness, now);
        return new Prepared(read, page.leftOut(), under.plugins(), under.requests());
    }

    private Active active(Settings settings) {
        Active current = active;
        if (current == null || current.rules().settings() != settings) {
            List<TrackerPlugin> plugins = TrackerPlugins.active(settings);
            List<String> parameters = plugins.stream()
                    .flatMap(plugin -> plugin.excludedUrlParameters().stream())
                    .toList();
            current = new Active(new Rules(settings, definitions, parameters), plugins, PluginRequests.of(settings));
            active = current;
        }
        return current;
    }

    /**
     * Adds to the wanted things what deciding the request will ask for, as far as it can be told from what is known.
     *
     * @return whether there may be more to ask for once these are loaded
     */
    public boolean foresee(Prepared request, Known known, Wanted wanted) {
        try {
            return request.foresight(known).look(wanted);
        } catch (RefusedException | ParameterTypeException | NotLoadedException e) {
            return false; // deciding it will say so
        }
    }

    /** Decides a request. The same question has the same answer. */
    public Decision decide(Prepared request, Known known) {
        Draft draft = new Draft(known, request.request().settings().logTables().strict());
        Decider decider = new Decider(request, draft);
        try {
            RequestOutcome outcome = decider.decide();
            return new Decision.Decided(outcome, draft.changes(), decider.reasons());
        } catch (NotLoadedException e) {
            return new Decision.NeedsMore(e.wanted());
        } catch (RefusedException e) {
            return refused(e.reason(), e.detail(), draft, decider);
        } catch (ParameterTypeException e) {
            return refused("array-parameter", e.detail(), draft, decider);
        }
    }

    private static Decision refused(String reason, String detail, Draft draft, Decider decider) {
        return new Decision.Decided(new RequestOutcome.Refused(reason, detail), draft.changes(), decider.reasons());
    }
}
