/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.option.Option;
import io.github.trackreplay.option.Problem;
import io.github.trackreplay.option.Values;
import io.github.trackreplay.tls.TlsStore;
import io.github.trackreplay.trackingapi.ApiSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Settings of {@link MySqlSink} for requests that are for plugins of Matomo which are not imitated. */
public final class PluginRequestOptions {
    private static final int LANES = 2;
    private static final int MAX_BULK = 50;
    private static final long MAX_BULK_BYTES = 1 << 20;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(1);

    public static final Option<URI> PLUGIN_REQUESTS = Option.of(
            "pluginRequests",
            "https://host/path/matomo.php",
            "A Tracking API of this Matomo that records (docs/plugins.md says how it may while record_statistics = 0 holds for"
                    + " all others). Requests for active plugins that are not imitated are set aside (plugin:NAME) and then sent"
                    + " there, in their order, behind the rows of their visits. Without it they stay set aside.",
            TrackingApiSinkOptions::endpoint);

    public static final Option<String> TOKEN = Option.text(
            "pluginRequestsToken",
            "A super user's token_auth for pluginRequests. Keep it out of the file: ${env:TRACKREPLAY_TOKEN}.");

    public static final Option<Integer> SITE = Option.number(
                    "pluginRequestsSite",
                    1,
                    Integer.MAX_VALUE,
                    "A site that exists, for which that token is tried, with requests that Matomo does not record.")
            .orElse("1");

    public static final Option<Path> TRUSTSTORE = Option.path(
            "pluginRequestsTruststore",
            "Trust store (PKCS12) that knows the certificate of pluginRequests. Without it: whom Java believes.");

    public static final Option<String> TRUSTSTORE_PASSWORD = Option.text(
                    "pluginRequestsTruststorePassword", "Password of that trust store.")
            .orElse("");

    private PluginRequestOptions() {}

    /** What is wrong across them. */
    static List<Problem> problems(Values values) {
        List<Problem> problems = new ArrayList<>();
        boolean sends = values.find(PLUGIN_REQUESTS).isPresent();
        boolean token = values.find(TOKEN).filter(text -> !text.isEmpty()).isPresent();
        if (sends && !token) {
            problems.add(new Problem(
                    values.nameOf(TOKEN),
                    "is missing: pluginRequests needs the token_auth of a super user of Matomo."));
        }
        if (!sends && token) {
            problems.add(new Problem(values.nameOf(TOKEN), "has no use without pluginRequests."));
        }
        try {
            TrackingApiSinkOptions.tls(values, TRUSTSTORE, TRUSTSTORE_PASSWORD, "PKCS12");
        } catch (TlsStore.UnusableException e) {
            problems.add(new Problem(values.nameOf(TRUSTSTORE), "cannot be used: " + e.getMessage()));
        }
        return problems;
    }

    /** How the Tracking API is called, from settings without problems; empty where nothing is sent. */
    public static Optional<ApiSettings> api(Values values) {
        return values.find(PLUGIN_REQUESTS)
                .map(address -> new ApiSettings(
                        TrackingApiSinkOptions.atOnce(address),
                        new ApiSettings.Access(
                                values.get(TOKEN),
                                values.get(SITE),
                                TrackingApiSinkOptions.believed(values, TRUSTSTORE, TRUSTSTORE_PASSWORD, "PKCS12")),
                        new ApiSettings.Calls(LANES, MAX_BULK, MAX_BULK_BYTES, false),
                        new ApiSettings.Timeouts(CONNECT, ANSWER),
                        ApiSettings.Visitors.AS_LOGGED,
                        false));
    }
}
