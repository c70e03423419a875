/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.explain;

import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.tracking.Decision;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.goal.ConvertedGoal;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says in words what a request asks and what was decided. */
public final class RequestText {
    private RequestText() {}

    /** What a line's entry is. */
    public static List<String> entry(PackEntry entry) {
        if (entry instanceof RejectedLine rejected) {
            return List.of("Cannot be read (" + rejected.reason() + "): " + rejected.detail());
        }
        TrackingRequest request = (TrackingRequest) entry;
        List<String> lines = new ArrayList<>();
        lines.add(Instant.ofEpochMilli(request.time()) + " " + request.method() + " " + request.path() + " from "
                + request.sourceIp() + ", answered " + request.status());
        lines.add("user agent: " + request.userAgent());
        lines.add("referrer:   " + request.referrer());
        lines.add("language:   " + request.language());
        lines.addAll(headers(request));
        parameters(request).raw().entries().forEach(parameter -> {
            boolean secret = parameter.getKey().toString().equalsIgnoreCase("token_auth");
            lines.add("  " + parameter.getKey() + " = " + (secret ? "…" : parameter.getValue()));
        });
        return lines;
    }

    /** The other headers that the log has, by name; of {@code Authorization} its scheme only. */
    private static List<String> headers(TrackingRequest request) {
        return new TreeMap<>(request.headers())
                .entrySet().stream()
                        .filter(header -> !header.getKey().startsWith(":")) // ours, no header of the request
                        .filter(header -> !header.getValue().isEmpty())
                        .map(header -> header.getKey() + ": "
                                + (header.getKey().equals("authorization")
                                        ? LoggedLine.withoutSecret(header.getValue())
                                        : header.getValue()))
                        .toList();
    }

    /** The parameters of a request as the tracker reads them. */
    public static RequestParameters parameters(TrackingRequest request) {
        return RequestParameters.of(request, true);
    }

    /** What was decided and why. */
    public static List<String> decision(Decision.Decided decided) {
        List<String> lines = new ArrayList<>();
        RequestOutcome outcome = decided.outcome();
        if (outcome instanceof RequestOutcome.Excluded excluded) {
            lines.add(
                    "Excluded (" + excluded.reason() + "): Matomo counts no such request" + because(excluded.reason()));
        } else if (outcome instanceof RequestOutcome.Refused refused) {
            lines.add("Refused (" + refused.reason() + "): " + refused.detail());
        } else {
            lines.add("Recorded.");
        }
        if (!decided.reasons().visit().isEmpty()) {
            lines.add("visit: " + decided.reasons().visit()
                    + decided.reasons()
                            .latest()
                            .map(latest -> " (the visitor's latest is visit " + ref(latest) + ")")
                            .orElse(""));
            lines.add("goals reached: " + goals(decided.reasons().goals()));
        }
        return lines;
    }

    private static String because(String reason) {
        return switch (reason) {
            case "bot" -> ", its user agent is a bot's.";
            case "bot-address" -> ", its address is a bot's.";
            case "no-rec" -> ", it does not ask to be recorded (rec=1).";
            case "do-not-track" -> ", the browser asks not to be tracked.";
            case "excluded-request" -> ", the tracker option exclude_requests leaves it out.";
            case "opt-out-cookie" -> ", the visitor has opted out.";
            case "excluded-address" -> ", the site's or the global settings exclude its address.";
            case "excluded-user-agent" -> ", the site's or the global settings exclude its user agent.";
            case "referrer-spam" -> ", its referrer is on the spam list.";
            case "unknown-url" -> ", its page is under none of the site's URLs.";
            case "prefetch" -> ", the browser only fetched the page in advance.";
            case "record-mode" -> ", its parameter recMode says so.";
            case "bot-value-does-not-fit" -> ", a value does not fit its column of log_bot_request.";
            case "ping-without-visit" -> ", a ping starts no visit.";
            default -> ".";
        };
    }

    private static String goals(List<ConvertedGoal> goals) {
        return goals.isEmpty()
                ? "none"
                : goals.stream()
                        .map(goal -> goal.goal().idGoal() + " (" + goal.goal().matchAttribute() + " "
                                + goal.goal().patternType() + " '" + goal.goal().pattern() + "')")
                        .collect(Collectors.joining(", "));
    }

    /** The rows that a decision writes. */
    public static List<String> rows(Decision.Decided decided) {
        return decided.changes().stream().map(RequestText::row).toList();
    }

    private static String row(Change change) {
        if (change instanceof Change.InsertVisit c) {
            return "new log_visit " + ref(c.visit()) + ": " + columns(c.columns());
        } else if (change instanceof Change.UpdateVisit c) {
            return "log_visit " + ref(c.visit()) + ": " + columns(c.columns());
        } else if (change instanceof Change.InsertAction c) {
            return "new log_action " + ref(c.action()) + ": type = " + c.name().type() + ", name = "
                    + c.name().name();
        } else if (change instanceof Change.InsertLink c) {
            return "new log_link_visit_action " + ref(c.link()) + ": " + columns(c.columns());
        } else if (change instanceof Change.UpdateLink c) {
            return "log_link_visit_action " + ref(c.link()) + ": " + columns(c.columns());
        } else if (change instanceof Change.ChangeVisitorId c) {
            return "idvisitor of all rows of visit " + ref(c.visit()) + " that have " + value(c.before()) + ": "
                    + value(c.after());
        } else if (change instanceof Change.InsertBotRequest c) {
            return "new log_bot_request: " + columns(c.columns());
        } else if (change instanceof Change.InsertPageTime c) {
            return "new log_page_view_time: " + columns(c.columns());
        } else if (change instanceof Change.ClosePageTime c) {
            return "log_page_view_time: time_spent of the page of visit " + ref(c.visit()) + " that ends now";
        } else if (change instanceof Change.GrowPageTime c) {
            return "log_page_view_time: time_spent of page view " + c.idPageview() + " of visit " + ref(c.visit());
        } else if (change instanceof Change.InsertConversion c) {
            return "new log_conversion: " + columns(c.columns());
        } else if (change instanceof Change.UpdateConversion c) {
            return "log_conversion (goal " + c.key().idGoal() + "): " + columns(c.columns());
        } else if (change instanceof Change.InsertItem c) {
            return "new log_conversion_item: " + columns(c.columns());
        } else if (change instanceof Change.UpdateItem c) {
            return "log_conversion_item (order " + c.key().idOrder() + "): " + columns(c.columns());
        }
        return LoggedLine.masked(change.toString());
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

    private static String ref(Ref ref) {
        return ref instanceof Ref.Id id ? Long.toString(id.id()) : "#" + ((Ref.Pending) ref).number();
    }
}
