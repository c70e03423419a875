/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import io.github.trackreplay.tracking.model.Known.PageView;
import io.github.trackreplay.tracking.model.Wanted.PageViewKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The links of page views, visit by visit: of each the oldest by URL and by name. Not thread-safe. */
final class KnownPageViews {
    private final Map<Ref, Map<String, PageView>> views = new HashMap<>();
    /** Of those that may have older links, which nobody has looked for yet. */
    private final Map<Ref, Map<String, PageView>> younger = new HashMap<>();

    /** The link that recorded it, when there is one. */
    Optional<Ref> link(Ref visit, String idPageview) {
        Map<String, PageView> ofVisit = views.get(visit);
        PageView view = ofVisit == null ? null : ofVisit.get(Collation.key(idPageview));
        if (view == null && visit instanceof Ref.Id id) {
            throw Known.notLoaded(w -> w.pageViews().add(new PageViewKey(id, idPageview)));
        }
        return view == null ? Optional.empty() : view.link();
    }

    /** Asks for it unless it was looked for. */
    void want(Ref.Id visit, String idPageview, Wanted wanted) {
        if (!isKnown(visit, Collation.key(idPageview))) {
            wanted.pageViews().add(new PageViewKey(visit, idPageview));
        }
    }

    /** It was looked for. */
    void loaded(PageViewKey key, PageView found) {
        String name = Collation.key(key.idPageview());
        PageView later = younger.getOrDefault(key.visit(), Map.of()).get(name);
        views.computeIfAbsent(key.visit(), v -> new HashMap<>())
                .putIfAbsent(name, later == null ? found : found.or(later));
    }

    /** Tells of which type the action is that a link names. */
    interface ActionTypes {
        boolean isOf(Change.InsertLink link, String column, int type);
    }

    /** A link was inserted. */
    void inserted(Change.InsertLink change, ActionTypes types) {
        String idPageview = change.columns().text("idpageview");
        if (idPageview == null || idPageview.isEmpty()) {
            return;
        }
        String name = Collation.key(idPageview);
        PageView added = new PageView(
                types.isOf(change, "idaction_url", 1) ? change.link() : null,
                types.isOf(change, "idaction_name", 4) ? change.link() : null);
        boolean mayHaveOlder = change.visit() instanceof Ref.Id && !isKnown(change.visit(), name);
        (mayHaveOlder ? younger : views)
                .computeIfAbsent(change.visit(), v -> new HashMap<>())
                .merge(name, added, PageView::or);
    }

    private boolean isKnown(Ref visit, String name) {
        return views.getOrDefault(visit, Map.of()).containsKey(name);
    }
}
