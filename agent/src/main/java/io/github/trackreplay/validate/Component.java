/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One component of an agent, as configured.
 *
 * @param kind what it is
 * @param name its name
 * @param prefix full prefix of its settings in the file, with the dot
 * @param settings its settings without the prefix
 * @param type the class that its {@code type} stands for; empty when there is none
 */
record Component(Kind kind, String name, String prefix, Map<String, String> settings, Optional<Class<?>> type) {
    enum Kind {
        SOURCE("sources"),
        INTERCEPTOR("interceptors"),
        CHANNEL("channels"),
        SINK("sinks");

        private final String list;

        Kind(String list) {
            this.list = list;
        }

        String list() {
            return list;
        }

        /** The word for messages. */
        String word() {
            return list.substring(0, list.length() - 1);
        }
    }

    static final String LOG_SOURCE = "io.github.trackreplay.source.AccessLogSource";
    static final String INTERCEPTOR = "io.github.trackreplay.interceptor.TrackingInterceptor$Builder";
    static final String MYSQL_SINK = "io.github.trackreplay.sink.MySqlSink";
    static final String TRACKING_API_SINK = "io.github.trackreplay.sink.TrackingApiSink";

    /** The class's name; empty when there is no class. */
    String className() {
        return type.map(Class::getName).orElse("");
    }

    /** Whether it is one of our sinks that replay, whatever by. */
    boolean replays() {
        return className().equals(MYSQL_SINK) || className().equals(TRACKING_API_SINK);
    }

    /** A setting as it stands, without white space around it; empty where it is not set. */
    String text(String setting) {
        return text(setting, "");
    }

    /** The same with what holds where it is not set. */
    String text(String setting, String fallback) {
        return settings.getOrDefault(setting, fallback).trim();
    }

    /** The same; nothing where it is not set, or to nothing. */
    Optional<String> given(String setting) {
        return Optional.of(text(setting)).filter(text -> !text.isEmpty());
    }

    boolean isTrue(String setting) {
        return text(setting).equalsIgnoreCase("true");
    }

    /** Whether what this interceptor passes on is for other programs than ours. */
    boolean masksTokens() {
        return text("tokens").equalsIgnoreCase("mask");
    }

    /** The channels that it fills or drains; those that it names, be they there or not. */
    List<String> channels() {
        String names = text(kind == Kind.SINK ? "channel" : "channels");
        return names.isEmpty() ? List.of() : List.of(names.split("\\s+"));
    }
}
