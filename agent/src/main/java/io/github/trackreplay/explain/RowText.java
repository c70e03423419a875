/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.explain;

import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Says in words which rows are written, a line a change, in the order in which it is told them. Not thread-safe. */
final class RowText implements Change.Kinds<RuntimeException> {
    private final List<String> lines = new ArrayList<>();

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void on(Change.InsertVisit c) {
        lines.add("new log_visit " + ref(c.visit()) + ": " + columns(c.columns()));
    }

    @Override
    public void on(Change.UpdateVisit c) {
        lines.add("log_visit " + ref(c.visit()) + ": " + columns(c.columns()));
    }

    @Override
    public void on(Change.InsertAction c) {
        lines.add("new log_action " + ref(c.action()) + ": type = " + c.name().type() + ", name = "
                + c.name().name());
    }

    @Override
    public void on(Change.InsertLink c) {
        lines.add("new log_link_visit_action " + ref(c.link()) + ": " + columns(c.columns()));
    }

    @Override
    public void on(Change.UpdateLink c) {
        lines.add("log_link_visit_action " + ref(c.link()) + ": " + columns(c.columns()));
    }

    @Override
    public void on(Change.ChangeVisitorId c) {
        lines.add("idvisitor of all rows of visit " + ref(c.visit()) + " that have " + value(c.before()) + ": "
                + value(c.after()));
    }

    @Override
    public void on(Change.InsertBotRequest c) {
        lines.add("new log_bot_request: " + columns(c.columns()));
    }

    @Override
    public void on(Change.InsertPageTime c) {
        lines.add("new log_page_view_time: " + columns(c.columns()));
    }

    @Override
    public void on(Change.ClosePageTime c) {
        lines.add("log_page_view_time: time_spent of the page of visit " + ref(c.visit()) + " that ends now");
    }

    @Override
    public void on(Change.GrowPageTime c) {
        lines.add("log_page_view_time: time_spent of page view " + c.idPageview() + " of visit " + ref(c.visit()));
    }

    @Override
    public void on(Change.InsertConversion c) {
        lines.add("new log_conversion: " + columns(c.columns()));
    }

    @Override
    public void on(Change.UpdateConversion c) {
        lines.add("log_conversion (goal " + c.key().idGoal() + "): " + columns(c.columns()));
    }

    @Override
    public void on(Change.InsertItem c) {
        lines.add("new log_conversion_item: " + columns(c.columns()));
    }

    @Override
    public void on(Change.UpdateItem c) {
        lines.add("log_conversion_item (order " + c.key().idOrder() + "): " + columns(c.columns()));
    }

    @Override
    public void on(Change.InsertDaySalt c) {
        lines.add(LoggedLine.masked(c.toString()));
    }

    @Override
    public void on(Change.MarkForArchiving c) {
        lines.add(LoggedLine.masked(c.toString()));
    }

    @Override
    public void on(Change.MoveSiteCreation c) {
        lines.add(LoggedLine.masked(c.toString()));
    }

    @Override
    public void on(Change.RecordFailure c) {
        lines.add(LoggedLine.masked(c.toString()));
    }

    @Override
    public void on(Change.BanAddress c) {
        lines.add(LoggedLine.masked(c.toString()));
    }

    private static String columns(Columns columns) {
        List<String> pairs = new ArrayList<>();
        columns.forEach((column, value) -> pairs.add(column + " = " + value(value)));
        return String.join(", ", pairs);
    }

    private static String value(Value value) {
        if (value instanceof Value.Text text) {
            return "'" + text.text() + "'";
        } else if (value instanceof Value.Whole whole) {
            return Long.toString(whole.number());
        } else if (value instanceof Value.Real real) {
            return real.number().toPlainString();
        } else if (value instanceof Value.Bytes bytes) {
            return HexFormat.of().formatHex(bytes.bytes());
        } else if (value instanceof Value.Time time) {
            return LocalDateTime.ofEpochSecond(time.seconds(), 0, ZoneOffset.UTC)
                    .toString();
        }
        return value instanceof Ref ref ? ref(ref) : "NULL";
    }

    static String ref(Ref ref) {
        return ref instanceof Ref.Id id ? Long.toString(id.id()) : "#" + ((Ref.Pending) ref).number();
    }
}
