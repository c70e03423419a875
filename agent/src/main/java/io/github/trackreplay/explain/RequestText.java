/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.explain;

import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.tracking.Decision;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.goal.ConvertedGoal;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import java.time.Instant;
import java.util.ArrayList;
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
                            .map(latest -> " (the visitor's latest is visit " + RowText.ref(latest) + ")")
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
        RowText text = new RowText();
        decided.changes().forEach(change -> change.tell(text));
        return text.lines();
    }
}
