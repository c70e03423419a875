/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.link;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.tracking.action.Action;
import io.github.trackreplay.tracking.action.ActionKind;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Draft;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.visit.VisitDraft;
import java.util.Optional;

/**
 * How long a visitor was on each page: {@code log_page_view_time}. A page view or a site search begins a row and ends the time of the
 * visit's latest earlier one; anything else that carries the id of a page view lets that one's time grow; without such an id only
 * what is an action itself ends the latest one's time.
 *
 * <p>Source of the rule: Matomo's {@code Actions/Tracker/PageViewTimeWriter::write}, 6.0 beta (PR 24788).
 */
public final class PageTimes {
    private static final int ID_LENGTH = 6;

    private PageTimes() {}

    /** Adds what a decided request means for the times on pages. */
    public static void add(VisitDraft visit) {
        PreparedRequest request = visit.request();
        if (!request.settings().recordsPageTimes(request.idSite())) {
            return;
        }
        Draft draft = visit.draft();
        int most = request.settings().tracker().visits().visitStandardLength();
        Optional<String> idPageview = idPageview(request);
        boolean begins = visit.action().filter(PageTimes::begins).isPresent();
        boolean isAction = visit.action().isPresent() && visit.link().isPresent();
        if (begins && isAction) {
            draft.add(new Change.InsertPageTime(row(visit, idPageview)));
        }
        if (begins ? isAction : idPageview.isEmpty() && isAction) {
            draft.add(new Change.ClosePageTime(visit.visit(), visit.link(), request.time(), most));
        } else if (!begins) {
            idPageview.ifPresent(id -> draft.add(new Change.GrowPageTime(visit.visit(), id, request.time(), most)));
        }
    }

    private static boolean begins(Action action) {
        return action.is(ActionKind.PAGE_VIEW) || action.is(ActionKind.SITE_SEARCH);
    }

    /** The first six bytes, where these are letters and digits. */
    private static Optional<String> idPageview(PreparedRequest request) {
        String bytes = ByteText.bytes(request.parameters().get(Parameter.PAGE_VIEW_ID));
        String id = bytes.substring(0, Math.min(ID_LENGTH, bytes.length()));
        boolean valid = !id.isEmpty() && id.chars().allMatch(PageTimes::isLetterOrDigit);
        return valid ? Optional.of(id) : Optional.empty();
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static Columns row(VisitDraft visit, Optional<String> idPageview) {
        return new Columns()
                .put("idsite", visit.request().idSite())
                .put("idvisit", visit.visit())
                .put("idlink_va", visit.link())
                .put("idpageview", idPageview.<Value>map(Value.Text::new).orElse(Value.NULL))
                .put("idaction_url", action(visit, "idaction_url"))
                .put("idaction_name", action(visit, "idaction_name"))
                .put("server_time", new Value.Time(visit.request().time()))
                .put("time_spent", 0);
    }

    private static Value action(VisitDraft visit, String column) {
        return visit.actionIds().get(column) instanceof Ref ref && ref.isPresent() ? ref : Value.NULL;
    }
}
