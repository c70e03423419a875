/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.metrics.MetricsOptions;
import io.github.trackreplay.mysql.DatabaseAddress;
import io.github.trackreplay.mysql.matomo.TablePrefix;
import io.github.trackreplay.option.Option;
import io.github.trackreplay.option.OptionSet;
import io.github.trackreplay.option.Problem;
import io.github.trackreplay.option.Values;
import io.github.trackreplay.tls.TlsStore;
import io.github.trackreplay.tracking.privacy.ClientAddress;
import io.github.trackreplay.trackingapi.ApiSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.apache.flume.conf.ConfigurationException;

/** The settings of {@link TrackingApiSink}: how Matomo is called, and of {@link MySqlSinkOptions} what the engine needs. */
public final class TrackingApiSinkOptions {
    public static final Option<URI> ENDPOINT = Option.of(
                    "endpoint",
                    "https://host/path/matomo.php",
                    "The address of Matomo's Tracking API. Not the web server that only writes the log.",
                    TrackingApiSinkOptions::endpoint)
            .mandatory();

    public static final Option<String> TOKEN = Option.text(
                    "token",
                    "A token_auth of Matomo that may write to every site (Matomo: Personal, Security). A super user's, where a call"
                            + " is to carry more than one request: only then Matomo says which it refuses. Keep it out of the"
                            + " file: ${env:TRACKREPLAY_TOKEN}.")
            .mandatory();

    public static final Option<Integer> PROBE_SITE = Option.number(
                    "probeSite",
                    1,
                    Integer.MAX_VALUE,
                    "A site that exists, for which the token is tried at the start, with requests that Matomo does not record.")
            .orElse("1");

    public static final Option<Integer> LANES = Option.number(
                    "lanes",
                    1,
                    64,
                    "Most calls at a time. It begins with four, halves them when the server is overloaded, and adds one after"
                            + " each success. Requests of one visitor never overtake each other.")
            .orElse("4");

    public static final Option<Integer> MAX_BULK = Option.number(
                    "maxBulk",
                    1,
                    10_000,
                    "Most requests in a call. So many of each lane are sent again, and may count twice, when an answer is missing.")
            .orElse("200");

    public static final Option<Long> MAX_BULK_BYTES = Option.bytes(
                    "maxBulkBytes",
                    "Most bytes of requests in a call, but at least one request: below what the server takes (post_max_size,"
                            + " client_max_body_size).")
            .orElse("1 MiB");

    public static final Option<Duration> CONNECT_TIMEOUT = Option.duration(
                    "connectTimeout", "How long a connection to the endpoint may take.")
            .orElse("10 s");

    public static final Option<Duration> ANSWER_TIMEOUT = Option.duration(
                    "answerTimeout",
                    "How long an answer may take, to its last byte. Then it is unknown whether the call was counted.")
            .orElse("5 m");

    public static final Option<Boolean> GZIP = Option.flag(
                    "gzip",
                    "Packs the calls (Content-Encoding: gzip). The web server must unpack them; PHP itself does not.")
            .orElse("false");

    /** Whether Matomo queues what it is sent. */
    public enum QueuedTracking {
        ON,
        OFF
    }

    public static final Option<QueuedTracking> QUEUED_TRACKING = Option.choice(
                    "queuedTracking",
                    QueuedTracking.class,
                    "off: Matomo's plugin QueuedTracking, if there, is told to record at once (queuedtracking=0), so that it"
                            + " answers. on: what it queues counts as recorded; nobody hears what becomes of it.")
            .orElse("off");

    public static final Option<List<String>> REQUEST_TOKENS = Option.words(
            "requestTokens",
            "Tokens of others that call the tracker with cip, cdt, country and the like, which count with a token only. Without"
                    + " it they are token alone; requests with such claims and another token are kept as rejected"
                    + " (token-required).");

    /** Whether a browser's wish not to be tracked is obeyed. */
    public enum DoNotTrack {
        OBEYED,
        IGNORED
    }

    public static final Option<DoNotTrack> DO_NOT_TRACK = Option.choice(
                    "doNotTrack",
                    DoNotTrack.class,
                    "As Matomo is set (Privacy, Users opt-out): the API does not hear of the header DNT.")
            .orElse("ignored");

    public static final Option<Boolean> THIRD_PARTY_COOKIE = Option.flag(
                    "thirdPartyCookie",
                    "Whether Matomo uses its third-party cookie (use_third_party_id_cookie): then a visitor id in a logged"
                            + " cookie _pk_uid goes before _id.")
            .orElse("false");

    public static final Option<List<String>> PROXY_HEADERS = Option.words(
            "proxyHeaders",
            "As Matomo's proxy_client_headers (HTTP_X_FORWARDED_FOR): logged headers that hold the client's address.");

    public static final Option<List<String>> PROXY_IPS =
            Option.words("proxyIps", "As Matomo's proxy_ips: addresses and ranges of own proxies.");

    public static final Option<Path> TRUSTSTORE = Option.path(
            "truststore", "Trust store that knows the endpoint's certificate. Without it: whom Java believes.");

    public static final Option<String> TRUSTSTORE_PASSWORD =
            Option.text("truststore-password", "Password of the trust store.").orElse("");

    public static final Option<String> TRUSTSTORE_TYPE =
            Option.text("truststore-type", "Type of the trust store.").orElse("PKCS12");

    public static final Option<Integer> BATCH_SIZE = Option.number(
                    "batchSize",
                    1,
                    1_000_000,
                    "Most requests that one transaction of the ledger takes, and sends. The ledger is locked meanwhile.")
            .orElse("4000");

    /** The ledger's own; the engine asks for them by the same names as MySqlSink's. */
    private static final Option<String> URL = Option.of(
                    "url",
                    "jdbc:mysql://host[:port]/database",
                    "The database of our ledger: any schema of MySQL or MariaDB that the user may write to. Matomo's tables need"
                            + " not be there.",
                    MySqlSinkOptions::jdbcUrl)
            .shownBy(DatabaseAddress::masked)
            .mandatory();

    private static final Option<String> TABLE_PREFIX = Option.of(
                    "tablePrefix", "text", "Prefix of our tables.", MySqlSinkOptions::prefix)
            .orElse(TablePrefix.USUAL);

    public static final OptionSet OPTIONS = new OptionSet(
            "TrackingApiSink",
            List.of(
                    ENDPOINT,
                    TOKEN,
                    PROBE_SITE,
                    LANES,
                    MAX_BULK,
                    MAX_BULK_BYTES,
                    CONNECT_TIMEOUT,
                    ANSWER_TIMEOUT,
                    GZIP,
                    QUEUED_TRACKING,
                    REQUEST_TOKENS,
                    DO_NOT_TRACK,
                    THIRD_PARTY_COOKIE,
                    PROXY_HEADERS,
                    PROXY_IPS,
                    TRUSTSTORE,
                    TRUSTSTORE_PASSWORD,
                    TRUSTSTORE_TYPE,
                    URL,
                    MySqlSinkOptions.USER,
                    MySqlSinkOptions.PASSWORD,
                    MySqlSinkOptions.POOL_SIZE,
                    TABLE_PREFIX,
                    MySqlSinkOptions.CREATE_TABLES,
                    MySqlSinkOptions.STATUSES,
                    MySqlSinkOptions.SITES,
                    MySqlSinkOptions.HOSTS,
                    MySqlSinkOptions.STREAMS,
                    MySqlSinkOptions.UNLISTED_STREAMS,
                    MySqlSinkOptions.SIGNING_KEYS,
                    MySqlSinkOptions.UNPROVEN_PACKS,
                    MySqlSinkOptions.MAX_HOLD,
                    MySqlSinkOptions.MAX_HOLD_BYTES,
                    MySqlSinkOptions.MAX_ASIDE_BYTES,
                    MySqlSinkOptions.MAX_FUTURE,
                    MySqlSinkOptions.MAX_BULK_REQUESTS,
                    MySqlSinkOptions.MAX_REJECTS_IN_ROW,
                    BATCH_SIZE,
                    MySqlSinkOptions.BATCH_EVENTS,
                    MySqlSinkOptions.BATCH_BYTES,
                    MySqlSinkOptions.HOLD_MEMORY,
                    MySqlSinkOptions.LEDGER_RETENTION,
                    MySqlSinkOptions.IDENTITY_WINDOW,
                    MySqlSinkOptions.PIPELINE_IDLE,
                    MySqlSinkOptions.COMMIT_FILE,
                    MetricsOptions.PORT,
                    MetricsOptions.BIND,
                    MetricsOptions.USERS),
            List.of("type", "channel"));

    private TrackingApiSinkOptions() {}

    /** Reads and checks the settings, also across them. */
    public static Values read(String prefix, Map<String, String> settings) {
        Values values = OPTIONS.read(prefix, settings);
        List<Problem> further = new ArrayList<>();
        boolean plain = values.find(ENDPOINT)
                .filter(address -> "http".equalsIgnoreCase(address.getScheme()))
                .isPresent();
        if (plain && values.find(TRUSTSTORE).isPresent()) {
            further.add(
                    new Problem(values.nameOf(TRUSTSTORE), "has no use: endpoint begins with http://, not https://."));
        }
        try {
            tls(values, TRUSTSTORE, TRUSTSTORE_PASSWORD, values.get(TRUSTSTORE_TYPE));
        } catch (TlsStore.UnusableException e) {
            further.add(new Problem(values.nameOf(TRUSTSTORE), "cannot be used: " + e.getMessage()));
        }
        return values.with(further);
    }

    /** @throws IllegalArgumentException with a sentence, to stand behind the text */
    public static URI endpoint(String text) {
        try {
            URI address = new URI(text);
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            if (!Set.of("http", "https").contains(scheme) || address.getHost() == null) {
                throw new IllegalArgumentException("must begin with https:// and a host.");
            }
            if (address.getRawFragment() != null || address.getRawUserInfo() != null) {
                throw new IllegalArgumentException("may hold no user, password or fragment.");
            }
            if (address.getPath().isEmpty() || address.getPath().endsWith("/")) {
                throw new IllegalArgumentException("must name the file, as in https://matomo.example/matomo.php.");
            }
            return address;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no address: " + e.getReason() + ".", e);
        }
    }

    /** How Matomo is called, from settings without problems. */
    public static ApiSettings api(Values values) {
        boolean queued = values.get(QUEUED_TRACKING) == QueuedTracking.ON;
        return new ApiSettings(
                queued ? values.get(ENDPOINT) : atOnce(values.get(ENDPOINT)),
                new ApiSettings.Access(
                        values.get(TOKEN),
                        values.get(PROBE_SITE),
                        believed(values, TRUSTSTORE, TRUSTSTORE_PASSWORD, values.get(TRUSTSTORE_TYPE))),
                new ApiSettings.Calls(
                        values.get(LANES), values.get(MAX_BULK), values.get(MAX_BULK_BYTES), values.get(GZIP)),
                new ApiSettings.Timeouts(values.get(CONNECT_TIMEOUT), values.get(ANSWER_TIMEOUT)),
                new ApiSettings.Visitors(
                        Set.copyOf(values.find(REQUEST_TOKENS).orElse(List.of())),
                        values.get(DO_NOT_TRACK) == DoNotTrack.OBEYED,
                        values.get(THIRD_PARTY_COOKIE),
                        new ClientAddress(
                                values.find(PROXY_HEADERS).orElse(List.of()),
                                values.find(PROXY_IPS).orElse(List.of()),
                                true)),
                queued);
    }

    /** As Matomo's importer asks QueuedTracking to record at once. */
    static URI atOnce(URI address) {
        String query = address.getRawQuery();
        return query != null && query.contains("queuedtracking=")
                ? address
                : URI.create(address + (query == null ? "?" : "&") + "queuedtracking=0");
    }

    /** The store may have been lost, or renewed, since the settings were read. */
    static Optional<SSLContext> believed(Values values, Option<Path> store, Option<String> password, String type) {
        try {
            return tls(values, store, password, type);
        } catch (TlsStore.UnusableException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    static Optional<SSLContext> tls(Values values, Option<Path> store, Option<String> password, String type)
            throws TlsStore.UnusableException {
        if (values.find(store).isEmpty()) {
            return Optional.empty();
        }
        TlsStore trusted =
                new TlsStore("trust store", store.name(), values.get(store).toString(), values.get(password), type);
        return Optional.of(TlsStore.context(Optional.empty(), Optional.of(trusted.trusted())));
    }
}
