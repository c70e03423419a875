/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The form of a log's lines: a name, or a server's own format string. Immutable.
 *
 * <p>{@code w3c} names its fields in the log itself, so its parser depends on the last {@code #Fields:} line. {@code auto} is
 * no form: {@link FormatProbe} picks one by a log's first lines.
 */
public final class LogFormat {
    private static final String COMMON = "%h %l %u %t \"%r\" %>s %b";
    private static final String COMBINED = COMMON + " \"%{Referer}i\" \"%{User-Agent}i\"";
    private static final String COMBINED_BEHIND_CLIENT = COMBINED.substring("%h ".length());
    private static final Pattern NGINX_VARIABLE = Pattern.compile("\\$\\{?[a-z]");
    private static final String AUTO = "auto";
    private static final String W3C = "w3c";
    private static final String LOGSTASH = "logstash_json";

    /** In the order in which a log is tried: the more a format says, the earlier. */
    private static final Map<String, Supplier<LineParser>> NAMED = new LinkedHashMap<>();

    /** Forms that carry a server's own line within them. */
    private static final Map<String, Function<List<LineParser>, LineParser>> CARRIERS = new LinkedHashMap<>();

    static {
        NAMED.put("trackreplay_json", JsonFormats::trackreplay);
        NAMED.put("nginx_json", JsonFormats::nginx);
        NAMED.put("caddy_json", JsonFormats::caddy);
        NAMED.put("traefik_json", JsonFormats::traefik);
        CARRIERS.put(LOGSTASH, inner -> new LogstashParser(JsonFormats.elastic(), inner));
        CARRIERS.put("docker_json", inner -> new LogstashParser(JsonFormats.docker(), inner));
        CARRIERS.put("cri", PrefixedParser::cri);
        CARRIERS.put("syslog", PrefixedParser::syslog);
        CARRIERS.forEach((name, carrier) -> NAMED.put(name, () -> carrier.apply(messageParsers())));
        NAMED.put("aws_alb", CarrierFormats::applicationLoadBalancer);
        NAMED.put("aws_elb", CarrierFormats::classicLoadBalancer);
        NAMED.put("aws_s3", CarrierFormats::s3);
        NAMED.put("nginx_proxy_manager", CarrierFormats::nginxProxyManager);
        NAMED.put("forwarded_host_combined", () -> ApacheFormat.forwarded("%h " + COMBINED_BEHIND_CLIENT));
        NAMED.put("vhost_combined", () -> ApacheFormat.compile("%v " + COMBINED, true));
        NAMED.put("common_complete", () -> ApacheFormat.compile("%v " + COMBINED, true));
        NAMED.put("combined", () -> ApacheFormat.compile(COMBINED, true));
        NAMED.put("forwarded_combined", () -> ApacheFormat.forwarded(COMBINED_BEHIND_CLIENT));
        NAMED.put("common_vhost", () -> ApacheFormat.compile("%v " + COMMON, false));
        NAMED.put("common", () -> ApacheFormat.compile(COMMON, false));
    }

    private final String text;
    private final Optional<LineParser> parser; // empty where it depends on the log

    private LogFormat(String text, Optional<LineParser> parser) {
        this.text = text;
        this.parser = parser;
    }

    /**
     * Reads what an administrator wrote.
     *
     * @throws IllegalArgumentException with a sentence about what is wrong and the remedy, to stand behind the text
     */
    public static LogFormat of(String text) {
        String trimmed = text.trim();
        String name = trimmed.toLowerCase(Locale.ROOT);
        if (name.equals(AUTO) || name.equals(W3C)) {
            return new LogFormat(name, Optional.empty());
        }
        if (NAMED.containsKey(name)) {
            return new LogFormat(name, Optional.of(NAMED.get(name).get()));
        }
        int blank = name.indexOf(' ');
        Function<List<LineParser>, LineParser> carrier = CARRIERS.get(blank > 0 ? name.substring(0, blank) : "");
        if (carrier != null) {
            LogFormat inner = of(trimmed.substring(blank + 1));
            LineParser line = inner.parser.orElseThrow(
                    () -> new IllegalArgumentException("must name the format of the lines within its own."));
            return new LogFormat(trimmed, Optional.of(carrier.apply(List.of(line))));
        }
        return new LogFormat(trimmed, Optional.of(compile(trimmed)));
    }

    private static LineParser compile(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (W3cFormat.isFields(text)) {
            return W3cFormat.compile(text);
        }
        if (lower.startsWith("log_format") || NGINX_VARIABLE.matcher(text).find()) {
            return NginxFormat.compile(text, false);
        }
        if (lower.startsWith("logformat") || text.contains("%")) {
            return ApacheFormat.compile(text, false);
        }
        throw new IllegalArgumentException("is no format. Use one of " + String.join(", ", names())
                + ", or the server's own LogFormat (Apache), log_format (nginx) or #Fields: line (W3C).");
    }

    private static List<LineParser> messageParsers() {
        List<LineParser> parsers = new ArrayList<>();
        for (Map.Entry<String, Supplier<LineParser>> named : NAMED.entrySet()) {
            if (!CARRIERS.containsKey(named.getKey())) {
                parsers.add(named.getValue().get());
            }
        }
        return parsers;
    }

    /** All names, {@code auto} first. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(List.of(AUTO));
        names.addAll(NAMED.keySet());
        names.add(W3C);
        return names;
    }

    /** The forms that a log is tried with, the one that says the most first. */
    static List<LogFormat> candidates() {
        return Candidates.ALL;
    }

    /** Made when they are first needed. */
    private static final class Candidates {
        static final List<LogFormat> ALL = names().stream()
                .filter(name -> !name.equals(AUTO))
                .map(LogFormat::of)
                .toList();
    }

    /** The format as the administrator wrote it. */
    public String text() {
        return text;
    }

    public boolean isAuto() {
        return text.equals(AUTO);
    }

    /** Whether the parser depends on the log's own {@code #Fields:} lines. */
    public boolean needsFields() {
        return text.equals(W3C);
    }

    /**
     * The parser for lines below this {@code #Fields:} line.
     *
     * @param fields the log's last {@code #Fields:} line; only {@code w3c} looks at it
     * @throws IllegalStateException for {@code auto}, which a probe must have decided before
     */
    public LineParser parser(Optional<String> fields) {
        if (isAuto()) {
            throw new IllegalStateException("auto has no parser: ask FormatProbe");
        }
        LineParser unmarked = parser.orElseGet(() -> w3c(fields));
        return line -> unmarked.parse(Texts.withoutMark(line));
    }

    private static LineParser w3c(Optional<String> fields) {
        Unreadable why;
        if (fields.isEmpty()) {
            why = new Unreadable(
                    "no-fields",
                    "No #Fields: line stands above the line. Set format = #Fields: … if the" + " log has none.");
        } else {
            try {
                return W3cFormat.compile(fields.get());
            } catch (IllegalArgumentException e) {
                why = new Unreadable("no-fields", "The log's #Fields: line " + e.getMessage());
            }
        }
        Unreadable result = why;
        return line -> result;
    }

    @Override
    public String toString() {
        return text;
    }
}
