/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.interceptor;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.MalformedEventException;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.RawPackCodec;
import io.github.trackreplay.event.RawPackHolder;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.ShownTimes;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.UndecidedFormatException;
import io.github.trackreplay.event.WireEvent;
import io.github.trackreplay.metrics.AgentMetrics;
import io.github.trackreplay.metrics.MetricsHub;
import io.github.trackreplay.metrics.Reporter;
import io.github.trackreplay.metrics.Samples;
import io.github.trackreplay.option.Values;
import io.github.trackreplay.pipeline.PipelineReader;
import io.github.trackreplay.pipeline.PipelineSettings;
import io.github.trackreplay.signature.PackSignature;
import io.github.trackreplay.signature.SigningKeys;
import io.github.trackreplay.token.TokenMask;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.interceptor.Interceptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Flume shell of {@link PackParser}: one event out for every raw pack in.
 *
 * <p>An event that is a pack already passes unchanged. What other sources bring becomes packs, fewer than the events were. Headers
 * that are not ours stay on the event of a raw pack. Where parsing a pack fails (a fault of ours), its lines are rejected with their bytes, so
 * that nothing is lost. Thread-safe.
 *
 * <p>The one exception that it throws goes to a source that has asked for it: {@link UndecidedFormatException}.
 */
public final class TrackingInterceptor implements Interceptor {
    private static final Logger log = LoggerFactory.getLogger(TrackingInterceptor.class);

    private static final TokenMask MASK = new TokenMask(token -> "masked");

    private final Function<RawPack, Pack> parsing;
    /** Parses what only its times are asked of: what that counts and picks is not what is delivered. */
    private final Function<RawPack, Pack> survey;

    private final Function<List<RawPack>, Optional<String>> undecided;
    private final Compression compression;
    private final Optional<SigningKeys> keys;
    private final Optional<String> streamHeader;
    private String format = ""; // as it was configured
    private boolean masks;
    private final Optional<PipelineEvents> pipelines;
    private final Set<String> withoutKey = ConcurrentHashMap.newKeySet();
    private Optional<Reporter> figures = Optional.empty();
    private MetricsHub.Registration reporting = () -> {};

    TrackingInterceptor(LogFormat format, Compression compression) {
        this(format, compression, Optional.empty());
    }

    TrackingInterceptor(LogFormat format, Compression compression, Optional<SigningKeys> keys) {
        this(
                new PackParser(format, new LoggedNotices()),
                new PackParser(format, FormatNotices.NONE),
                compression,
                keys,
                Optional.empty(),
                Optional.empty());
    }

    /** @param clock milliseconds since 1970-01-01 UTC */
    TrackingInterceptor(
            LogFormat format,
            Compression compression,
            Optional<SigningKeys> keys,
            Optional<String> streamHeader,
            PipelineSettings pipelines,
            LongSupplier clock) {
        this(
                new PackParser(format, new LoggedNotices()),
                new PackParser(format, FormatNotices.NONE),
                compression,
                keys,
                streamHeader,
                Optional.of(parser -> new PipelineEvents(new PipelineReader(pipelines, parser::parse), clock)));
    }

    private TrackingInterceptor(
            PackParser parser,
            PackParser survey,
            Compression compression,
            Optional<SigningKeys> keys,
            Optional<String> streamHeader,
            Optional<Function<PackParser, PipelineEvents>> pipelines) {
        this(
                parser::parse,
                survey::parse,
                parser::undecided,
                compression,
                keys,
                streamHeader,
                pipelines.map(p -> p.apply(parser)));
        this.figures = Optional.of(samples -> report(parser.counts(), samples));
        this.format = parser.format();
    }

    TrackingInterceptor(
            Function<RawPack, Pack> parsing,
            Function<List<RawPack>, Optional<String>> undecided,
            Compression compression) {
        this(parsing, parsing, undecided, compression, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private TrackingInterceptor(
            Function<RawPack, Pack> parsing,
            Function<RawPack, Pack> survey,
            Function<List<RawPack>, Optional<String>> undecided,
            Compression compression,
            Optional<SigningKeys> keys,
            Optional<String> streamHeader,
            Optional<PipelineEvents> pipelines) {
        this.streamHeader = streamHeader;
        this.pipelines = pipelines;
        this.parsing = parsing;
        this.survey = survey;
        this.undecided = undecided;
        this.compression = compression;
        this.keys = keys;
    }

    /** Puts a word in the place of tokens, from now on. */
    TrackingInterceptor masking() {
        masks = true;
        return this;
    }

    @Override
    public void initialize() {
        reporting.close();
        reporting = figures.map(MetricsHub.ofProcess()::register).orElse(() -> {});
    }

    private static void report(ParseCounts counts, Samples samples) {
        samples.add(AgentMetrics.PARSED_LINES, counts.requestLines(), "request", "");
        samples.addByReason(AgentMetrics.PARSED_LINES, "rejected", counts.rejected());
        samples.addByReason(AgentMetrics.PARSED_LINES, "skipped", counts.skipped());
        samples.add(AgentMetrics.PARSED_REQUESTS, counts.requests());
    }

    @Override
    public @Nullable Event intercept(Event event) {
        List<Event> out = intercept(List.of(event));
        return out.isEmpty() ? null : out.get(0);
    }

    /** @throws UndecidedFormatException where the source of the events keeps them, and a stream's format is unknown */
    @Override
    public List<Event> intercept(List<Event> events) {
        if (events.stream().anyMatch(event -> RawPackCodec.isSurvey(event.getHeaders()))) {
            return surveyed(events);
        }
        List<Event> foreign = pipelines.isEmpty()
                ? List.of()
                : events.stream().filter(PipelineEvents::isForeign).toList();
        if (foreign.isEmpty()) {
            return ours(events);
        }
        List<Event> out = new ArrayList<>();
        if (foreign.size() < events.size()) {
            out.addAll(ours(events.stream()
                    .filter(event -> !PipelineEvents.isForeign(event))
                    .toList()));
        }
        pipelines.get().packs(foreign).forEach(pack -> out.add(event(encoded(pack), Map.of(), pack.header())));
        return out;
    }

    /** Tells the times of those whose source asks for them only; they end here. */
    private List<Event> surveyed(List<Event> events) {
        List<Event> others = new ArrayList<>();
        for (Event event : events) {
            if (RawPackCodec.isSurvey(event.getHeaders())) {
                decode(event).ifPresent(raw -> ShownTimes.tell(event.getHeaders(), survey(raw)));
            } else {
                others.add(event);
            }
        }
        return others.isEmpty() ? others : intercept(others);
    }

    private Pack survey(RawPack raw) {
        try {
            return survey.apply(raw);
        } catch (RuntimeException e) {
            return allRejected(raw, e); // as it will be when its lines are delivered, which says so
        }
    }

    private WireEvent encoded(Pack pack) {
        return TrackingEventCodec.encode(
                masks
                        ? new Pack(
                                pack.header(),
                                pack.entries().stream().map(MASK::mask).toList())
                        : pack,
                compression);
    }

    private List<Event> ours(List<Event> events) {
        List<Optional<RawPack>> packs = events.stream().map(this::decode).toList();
        refuseUndecided(events, packs);
        List<Event> out = new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            out.add(
                    packs.get(i).isPresent()
                            ? parsed(events.get(i), packs.get(i).get())
                            : events.get(i));
        }
        return out;
    }

    private Optional<RawPack> decode(Event event) {
        if (!RawPackCodec.isRawPack(event.getHeaders())) {
            return Optional.empty();
        }
        if (event instanceof RawPackHolder holder && holder.rawPack().isPresent()) {
            return holder.rawPack();
        }
        try {
            return Optional.of(RawPackCodec.decode(event.getHeaders(), event.getBody()));
        } catch (MalformedEventException e) {
            log.error(
                    "An event from the source is damaged and goes on as it is; the sink keeps it as rejected. {}",
                    e.getMessage());
            return Optional.empty();
        }
    }

    private void refuseUndecided(List<Event> events, List<Optional<RawPack>> packs) {
        Map<String, List<RawPack>> kept = new LinkedHashMap<>();
        for (int i = 0; i < events.size(); i++) {
            Map<String, String> headers = events.get(i).getHeaders();
            if (RawPackCodec.isKept(headers) && !RawPackCodec.wasReadAs(headers, format)) {
                packs.get(i)
                        .ifPresent(
                                pack -> kept.computeIfAbsent(pack.header().file().stream(), stream -> new ArrayList<>())
                                        .add(pack));
            }
        }
        Map<String, String> sentences = new LinkedHashMap<>();
        kept.forEach(
                (stream, ofStream) -> undecided.apply(ofStream).ifPresent(sentence -> sentences.put(stream, sentence)));
        if (!sentences.isEmpty()) {
            throw new UndecidedFormatException(sentences);
        }
    }

    private Event parsed(Event event, RawPack raw) {
        return event(
                parse(raw, event.getHeaders()), TrackingEventCodec.foreignHeaders(event.getHeaders()), raw.header());
    }

    private Event event(WireEvent encoded, Map<String, String> others, PackHeader of) {
        Map<String, String> headers = new HashMap<>(others);
        headers.putAll(encoded.headers());
        streamHeader.ifPresent(name -> headers.put(name, of.file().stream()));
        keys.ifPresent(k -> sign(k, of.file().stream(), headers, encoded.body()));
        return EventBuilder.withBody(encoded.body(), headers);
    }

    private void sign(SigningKeys from, String stream, Map<String, String> headers, byte[] body) {
        Optional<SigningKeys.Key> key = from.signing(stream);
        key.ifPresent(k -> PackSignature.sign(headers, body, k));
        if (key.isEmpty() && withoutKey.add(stream)) {
            log.error(
                    "The file of signingKeys has no key of stream {}, so its packs go unsigned, and collectors that want them"
                            + " signed set them aside. Add a line to the file: {} <name of the key> <secret in Base64>",
                    stream,
                    stream);
        }
    }

    /** @param told the raw event's headers, in which its source hears what times it holds, if it listens */
    private WireEvent parse(RawPack raw, Map<String, String> told) {
        try {
            Pack pack = parsing.apply(raw);
            if (RawPackCodec.isKept(told)) {
                ShownTimes.tell(told, pack);
                if (ShownTimes.of(pack).isPresent() && !format.isEmpty()) {
                    RawPackCodec.tellFormat(told, format);
                }
            }
            return encoded(pack);
        } catch (RuntimeException e) {
            log.error(
                    "The lines of stream {} from offset {} to {} could not be parsed because of a fault in Track Replay;"
                            + " they are kept as rejected. Please report it with this trace.",
                    raw.header().file().stream(),
                    raw.header().start(),
                    raw.header().end(),
                    e);
            return encoded(allRejected(raw, e));
        }
    }

    private static Pack allRejected(RawPack raw, RuntimeException fault) {
        List<PackEntry> entries = new ArrayList<>();
        for (RawLine line : raw.lines()) {
            entries.add(
                    new RejectedLine(line.offset(), line.length(), "internal-error", fault.toString(), line.bytes()));
        }
        return new Pack(raw.header(), entries);
    }

    @Override
    public void close() {
        reporting.close();
    }

    private static final class LoggedNotices implements FormatNotices {
        @Override
        public void picked(LogFile file, LogFormat format) {
            log.info("Stream {}: lines of log file number {} are read as {}.", file.stream(), file.number(), format);
        }

        @Override
        public void mismatch(LogFile file, String sentence) {
            log.warn("Stream {}, file {}: {}", file.stream(), file.fingerprint().abbreviated(), sentence);
        }
    }

    /** Made by Flume from the configuration. */
    public static final class Builder implements Interceptor.Builder {
        private Values values = TrackingInterceptorOptions.OPTIONS.read("", Map.of());

        @Override
        public void configure(Context context) {
            values = TrackingInterceptorOptions.OPTIONS.read("", context.getParameters());
            if (!values.problems().isEmpty()) {
                log.error("The interceptor cannot be configured:{}{}", System.lineSeparator(), values.explanation());
                throw new ConfigurationException(values.explanation());
            }
        }

        @Override
        public Interceptor build() {
            TrackingInterceptor interceptor = new TrackingInterceptor(
                    values.get(TrackingInterceptorOptions.FORMAT),
                    values.get(TrackingInterceptorOptions.COMPRESSION),
                    values.find(TrackingInterceptorOptions.SIGNING_KEYS),
                    values.find(TrackingInterceptorOptions.STREAM_HEADER),
                    TrackingInterceptorOptions.pipelines(values, hostName()),
                    System::currentTimeMillis);
            return values.get(TrackingInterceptorOptions.TOKENS) == TrackingInterceptorOptions.Tokens.MASK
                    ? interceptor.masking()
                    : interceptor;
        }

        private static String hostName() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "localhost";
            }
        }
    }
}
