/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import io.github.trackreplay.accesslog.Field.Kind;

/**
 * The access logs of load balancers, stores and proxies that have a form of their own.
 *
 * <p>Sources: Amazon's documentation of the logs of Application and Classic Load Balancers and of S3; the {@code log_format}
 * directives that Nginx Proxy Manager ships.
 */
final class CarrierFormats {
    private static final String MANAGER = "[$time_local] %s$status - $request_method $scheme $host \"$request_uri\""
            + " [Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio] %s\"$http_user_agent\" \"$http_referer\"";

    private CarrierFormats() {}

    /** {@code https 2026-03-02T20:11:22.186641Z app/name/id 203.0.113.7:2817 10.0.0.1:80 0.0 0.0 0.0 200 200 34 366 "GET …" "agent"} */
    static LineParser applicationLoadBalancer() {
        FormatTokens tokens = new FormatTokens();
        word(tokens, "type", " ");
        return balancer(tokens);
    }

    /** The same without the type. */
    static LineParser classicLoadBalancer() {
        return balancer(new FormatTokens());
    }

    private static LineParser balancer(FormatTokens tokens) {
        add(tokens, Kind.TIME_ISO, "time", " ");
        word(tokens, "elb", " ");
        add(tokens, Kind.CLIENT, "client:port", " ");
        word(tokens, "target:port", " ");
        for (int i = 0; i < 3; i++) {
            add(tokens, Kind.SKIP_NUMBER, "processing time " + i, " ");
        }
        add(tokens, Kind.STATUS, "elb_status_code", " ");
        word(tokens, "target_status_code", " ");
        add(tokens, Kind.SKIP_NUMBER, "received_bytes", " ");
        add(tokens, Kind.SKIP_NUMBER, "sent_bytes", " \"");
        add(tokens, Kind.REQUEST, "request", "\" \"");
        add(tokens, Kind.USER_AGENT, "user_agent", "\"");
        return tokens.parser(true, true);
    }

    /** {@code owner bucket [02/Mar/2026:20:11:22 +0000] 203.0.113.7 … "GET /matomo.php?… HTTP/1.1" 200 - 43 43 7 - "referrer" "agent"} */
    static LineParser s3() {
        FormatTokens tokens = new FormatTokens();
        word(tokens, "owner", " ");
        word(tokens, "bucket", " [");
        add(tokens, Kind.TIME_CLF, "time", "] ");
        add(tokens, Kind.CLIENT, "remote ip", " ");
        word(tokens, "requester", " ");
        word(tokens, "request id", " ");
        word(tokens, "operation", " ");
        word(tokens, "key", " \"");
        add(tokens, Kind.REQUEST, "request-URI", "\" ");
        add(tokens, Kind.STATUS, "HTTP status", " ");
        word(tokens, "error code", " ");
        for (int i = 0; i < 4; i++) {
            add(tokens, Kind.SKIP_NUMBER, "bytes and times " + i, i < 3 ? " " : " \"");
        }
        add(tokens, Kind.REFERRER, "referer", "\" \"");
        add(tokens, Kind.USER_AGENT, "user-agent", "\"");
        return tokens.parser(true, true);
    }

    /** Nginx Proxy Manager, for proxy hosts and for the others. */
    static LineParser nginxProxyManager() {
        LineParser proxy = NginxFormat.compile(
                MANAGER.formatted("$upstream_cache_status $upstream_status ", "[Sent-to $server] "), true);
        LineParser standard = NginxFormat.compile(MANAGER.formatted("", ""), true);
        return line -> proxy.parse(line) instanceof AccessLogEntry entry ? entry : standard.parse(line);
    }

    private static void word(FormatTokens tokens, String name, String behind) {
        add(tokens, Kind.SKIP_WORD, name, behind);
    }

    private static void add(FormatTokens tokens, Kind kind, String name, String behind) {
        tokens.field(Field.of(kind), name);
        tokens.literal(behind);
    }
}
