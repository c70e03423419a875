/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.action;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The action that a request asks to record.
 *
 * @param kind what it is
 * @param rawUrl its URL as it came; nothing where it does not look like one
 * @param url its URL without excluded parameters; nothing where it does not look like one
 * @param name a page's title, a search's keyword; else empty
 * @param search what only a search has
 * @param event what only an event has
 */
public record Action(
        ActionKind kind,
        Optional<String> rawUrl,
        Optional<String> url,
        String name,
        Optional<Search> search,
        Optional<Event> event) {
    /**
     * Columns of a search.
     *
     * @param category empty for none
     * @param count nothing when not known
     */
    public record Search(String category, OptionalLong count) {}

    /**
     * An event, as the request has it.
     *
     * @param category not empty, perhaps blank
     * @param action not empty, perhaps blank
     * @param name empty for none
     */
    public record Event(String category, String action, String name) {}

    /** An action with nothing but URLs and a name. */
    static Action of(ActionKind kind, Optional<String> rawUrl, Optional<String> url, String name) {
        return new Action(kind, rawUrl, url, name, Optional.empty(), Optional.empty());
    }

    /** Whether it is of a kind. */
    public boolean is(ActionKind other) {
        return kind == other;
    }
}
