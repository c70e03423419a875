/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.action;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.tracking.model.ActionName;
import io.github.trackreplay.tracking.model.ActionsTogether;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Draft;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RefusedException;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.url.PrefixedUrl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The names that an action has rows of {@code log_action} for, by column of {@code log_link_visit_action}. A column with an
 * empty name ({@code ""} or {@code "0"}, as PHP sees it) holds 0.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/Action::loadIdsFromLogActionTable}.
 */
public final class ActionNames {
    private static final int FEW = 3;

    /** In the order of their columns; few, and thousands of requests wait with theirs in memory. */
    private final List<Entry> entries = new ArrayList<>(FEW);

    private @Nullable List<ActionName> wanted;

    /**
     * @param name the row's name and type; null for an empty name
     * @param urlPrefix null for none
     */
    private record Entry(
            String column,
            @Nullable ActionName name,
            @Nullable Integer urlPrefix) {}

    private ActionNames() {}

    /**
     * The names of an action.
     *
     * @throws RefusedException when an event or content has only blanks where text is needed
     */
    public static ActionNames of(Action action, RequestParameters parameters, int customVariableSlots) {
        ActionNames names = new ActionNames();
        names.putOwn(action);
        ProductView.names(parameters, customVariableSlots).forEach(names::put);
        action.event().ifPresent(names::putEvent);
        if (action.is(ActionKind.CONTENT)) {
            names.putContent(parameters);
        }
        return names;
    }

    private void putOwn(Action action) {
        Optional<String> url = action.url().filter(u -> !Ascii.isEmpty(u));
        switch (action.kind()) {
            case PAGE_VIEW -> {
                put("idaction_name", action.name(), ActionKind.TITLE);
                url.ifPresent(u -> putUrl(u, ActionKind.PAGE_VIEW.type()));
            }
            case SITE_SEARCH -> put("idaction_name", action.name(), ActionKind.SITE_SEARCH.type());
            case EVENT -> url.ifPresent(u -> putUrl(u, ActionKind.EVENT.type()));
            case OUTLINK, DOWNLOAD, CONTENT ->
                put("idaction_url", action.url().orElse(""), action.kind().type());
        }
    }

    private void putUrl(String url, int type) {
        PrefixedUrl prefixed = PrefixedUrl.of(url);
        Integer prefix = prefixed.prefix().isPresent() ? prefixed.prefix().getAsInt() : null;
        put(entry("idaction_url", prefixed.url(), type, prefix));
    }

    private void putEvent(Action.Event event) {
        String category = required(event.category(), "e_c");
        String name = Ascii.trim(event.name());
        put("idaction_event_action", required(event.action(), "e_a"), ActionKind.EVENT_ACTION);
        put("idaction_event_category", category, ActionKind.EVENT.type());
        if (!name.isEmpty()) {
            put("idaction_name", name, ActionKind.EVENT_NAME);
        }
    }

    private void putContent(RequestParameters parameters) {
        putFilled(
                "idaction_content_interaction",
                parameters,
                Parameter.CONTENT_INTERACTION,
                ActionKind.CONTENT_INTERACTION);
        String name = required(parameters.get(Parameter.CONTENT_NAME), "c_n");
        put("idaction_content_name", name, ActionKind.CONTENT.type());
        putFilled("idaction_content_piece", parameters, Parameter.CONTENT_PIECE, ActionKind.CONTENT_PIECE);
        putFilled("idaction_content_target", parameters, Parameter.CONTENT_TARGET, ActionKind.CONTENT_TARGET);
    }

    private void putFilled(String column, RequestParameters parameters, Parameter.Text parameter, int type) {
        String text = Ascii.trim(parameters.get(parameter));
        if (!text.isEmpty()) {
            put(column, text, type);
        }
    }

    private static String required(String text, String parameter) {
        String trimmed = Ascii.trim(text);
        if (trimmed.isEmpty()) {
            throw new RefusedException("blank-parameter", "The parameter " + parameter + " holds nothing but blanks.");
        }
        return trimmed;
    }

    private void put(String column, String name, int type) {
        put(entry(column, name, type, null));
    }

    /** A later one of a column replaces an earlier one in its place. */
    private void put(Entry entry) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).column.equals(entry.column)) {
                entries.set(i, entry);
                return;
            }
        }
        entries.add(entry);
    }

    private static Entry entry(String column, String name, int type, @Nullable Integer prefix) {
        return new Entry(column, Ascii.isEmpty(name) ? null : new ActionName(name, type), prefix);
    }

    /** All names that have rows. */
    public List<ActionName> wanted() {
        List<ActionName> all = wanted;
        if (all == null) {
            all = new ArrayList<>(entries.size());
            for (Entry entry : entries) {
                if (entry.name != null) {
                    all.add(entry.name);
                }
            }
            wanted = all;
        }
        return all;
    }

    /** The name in each column; nothing where the column holds 0. */
    public Map<String, Optional<ActionName>> byColumn() {
        Map<String, Optional<ActionName>> names = new LinkedHashMap<>();
        entries.forEach(entry -> names.put(entry.column, Optional.ofNullable(entry.name)));
        return names;
    }

    /** Columns with the rows, which are inserted where there are none. */
    public Columns load(Draft draft) {
        Columns ids = new Columns();
        ActionsTogether rows = draft.together(wanted());
        for (Entry entry : entries) {
            ids.put(entry.column, entry.name == null ? Ref.Id.NONE : rows.row(entry.name, entry.urlPrefix));
        }
        return ids;
    }
}
