/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.action;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RefusedException;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.settings.Settings;
import io.github.trackreplay.tracking.url.PageUrls;
import io.github.trackreplay.tracking.url.SiteSearch;
import java.util.Optional;

/**
 * Tells which action a request is. Where several would fit, a download comes before an outlink, an event, content, a search
 * and a page view.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/Action::factory}.
 */
public final class Actions {
    /** Reason of a request with {@code ca=1} of which no action of Matomo's own can be made. */
    public static final String INACTIVE_PLUGIN = "inactive-plugin";

    private Actions() {}

    /**
     * The action.
     *
     * @throws RefusedException when the request is meant for a plugin that is not active
     */
    public static Action of(
            RequestParameters parameters, PageUrls urls, Optional<SiteSearch> siteSearch, Settings settings) {
        if (!Ascii.isEmpty(parameters.get(Parameter.DOWNLOAD))) {
            return click(ActionKind.DOWNLOAD, urls.plain(parameters.get(Parameter.DOWNLOAD)));
        }
        if (!Ascii.isEmpty(parameters.get(Parameter.LINK))) {
            return click(ActionKind.OUTLINK, urls.plain(parameters.get(Parameter.LINK)));
        }
        String eventCategory = parameters.get(Parameter.EVENT_CATEGORY);
        String eventAction = parameters.get(Parameter.EVENT_ACTION);
        if (!eventCategory.isEmpty() && !eventAction.isEmpty() && settings.isActive("Events")) {
            return event(parameters, urls, eventCategory, eventAction);
        }
        if (!Ascii.isEmpty(parameters.get(Parameter.CONTENT_NAME)) && settings.isActive("Contents")) {
            return page(ActionKind.CONTENT, parameters, urls, "");
        }
        Optional<SiteSearch.Found> search = siteSearch.flatMap(detection -> detection.detect(parameters));
        if (search.isPresent()) {
            return search(search.get());
        }
        if (parameters.get(Parameter.CUSTOM_ACTION) != 0) {
            throw new RefusedException(
                    INACTIVE_PLUGIN, "The request is meant for a plugin that is not active in this Matomo.");
        }
        String title = urls.title(parameters.get(Parameter.ACTION_NAME), settings.titleDelimiter());
        return page(ActionKind.PAGE_VIEW, parameters, urls, title);
    }

    private static Action click(ActionKind kind, Optional<String> url) {
        return Action.of(kind, url, url, "");
    }

    private static Action page(ActionKind kind, RequestParameters parameters, PageUrls urls, String name) {
        String url = parameters.get(Parameter.URL);
        return Action.of(kind, urls.plain(url), urls.page(url), name);
    }

    private static Action event(RequestParameters parameters, PageUrls urls, String category, String action) {
        String url = parameters.get(Parameter.URL);
        String name = parameters.get(Parameter.EVENT_NAME);
        return new Action(
                ActionKind.EVENT,
                urls.plain(url),
                urls.page(url),
                "",
                Optional.empty(),
                Optional.of(new Action.Event(category, action, name)));
    }

    private static Action search(SiteSearch.Found found) {
        Optional<String> url = found.url();
        return new Action(
                ActionKind.SITE_SEARCH,
                url,
                url,
                found.keyword(),
                Optional.of(new Action.Search(found.category(), found.count())),
                Optional.empty());
    }
}
