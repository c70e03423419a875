/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import io.github.trackreplay.device.ClientHints;
import io.github.trackreplay.device.Device;
import io.github.trackreplay.device.UnreadableHintException;
import io.github.trackreplay.device.detector.DeviceDetector;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Html;
import io.github.trackreplay.php.PhpArray;
import io.github.trackreplay.tracking.location.BrowserLanguage;
import io.github.trackreplay.tracking.location.Countries;
import io.github.trackreplay.tracking.model.KnownVisit;
import io.github.trackreplay.tracking.model.SiteDay;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.ParameterTypeException;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.privacy.IpAddress;
import io.github.trackreplay.tracking.privacy.Pseudonyms;
import io.github.trackreplay.tracking.referrer.Referrer;
import io.github.trackreplay.tracking.settings.PrivacySettings;
import io.github.trackreplay.tracking.settings.Rule;
import io.github.trackreplay.tracking.settings.Settings;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request with all that can be worked out from it and the settings alone. What costs something is worked out when it is
 * first asked for and kept, because a request is looked at several times: to foresee what it needs, and to decide it. Not
 * thread-safe.
 */
public final class PreparedRequest {
    private static final long MILLIS = 1000;
    /** Client hints of which PHP takes a single value only. */
    private static final Set<String> SINGLE_HINTS =
            Set.of("arch", "architecture", "bitness", "model", "uafullversion", "platform", "platformversion");

    private final LocatedRequest located;
    private final Settings settings;
    private final Optional<SiteRules> site;
    private final PrivacySettings privacy;
    private final SharedRules shared;
    private final RequestParameters original;
    private final RequestParameters parameters;
    private final DeviceDetector detector;
    private final Randomness randomness;
    private final long now;

    private @Nullable Device device;
    private @Nullable Boolean tokenValid;
    private Tokens.@Nullable Token token;
    private @Nullable String userAgent;
    private @Nullable Carried carried;
    private @Nullable SiteDay day;
    private @Nullable String client;
    private @Nullable String configSalt;
    private byte @Nullable [] configId;
    private @Nullable String language;
    private @Nullable Address address;
    private @Nullable RequestTime time;
    private @Nullable Referrer referrer;

    /** The visitor id, once it is known. */
    private record Carried(Optional<byte[]> visitorId) {}

    /**
     * Prepares a request.
     *
     * @param parameters as they came, by which site's rules it goes
     * @param now when it is applied, seconds since 1970-01-01 UTC
     */
    public PreparedRequest(
            LocatedRequest located,
            RequestParameters parameters,
            Rules rules,
            DeviceDetector detector,
            Randomness randomness,
            long now) {
        this.located = located;
        this.settings = rules.settings();
        this.site = rules.site(parameters.get(Parameter.SITE));
        this.privacy = site.map(SiteRules::privacy).orElseGet(settings::privacy);
        this.shared = rules.shared();
        this.original = parameters;
        this.detector = detector;
        this.randomness = randomness;
        this.now = now;
        this.parameters = pseudonymous(parameters);
    }

    /** An order id's pseudonym is random: it cannot be made again. */
    private RequestParameters pseudonymous(RequestParameters given) {
        RequestParameters replaced = given;
        if (privacy().ids().anonymizeUserId()) {
            String userId = Pseudonyms.userId(given.get(Parameter.USER_ID), settings.userIdSalt());
            replaced = userId.isEmpty() ? replaced : replaced.with(Parameter.USER_ID.name(), userId);
        }
        String order = given.get(Parameter.ORDER_ID);
        if (privacy().ids().anonymizeOrderId() && !order.isEmpty()) {
            long random = KnownVisit.eightBytes(randomness.bytes(located, "order"));
            String pseudonym = Pseudonyms.orderId(order, random, arrival(), settings.salt());
            replaced = replaced.with(Parameter.ORDER_ID.name(), pseudonym);
        }
        return replaced;
    }

    /** Where the request stands. */
    public LocatedRequest located() {
        return located;
    }

    /** The request as logged. */
    public TrackingRequest logged() {
        return located.request();
    }

    /** The settings. */
    public Settings settings() {
        return settings;
    }

    /** Privacy options, of the site where it exists. */
    public PrivacySettings privacy() {
        return privacy;
    }

    /** The site's rules; nothing when the site does not exist. */
    public Optional<SiteRules> site() {
        return site;
    }

    /** The site's rules, where it is known to exist. */
    public SiteRules rules() {
        return site.orElseThrow();
    }

    /** What all sites share. */
    public SharedRules shared() {
        return shared;
    }

    /** The site's number, where it is known to exist. */
    public int idSite() {
        return rules().site().idSite();
    }

    /** The parameters, with user and order id replaced where the privacy options say so. */
    public RequestParameters parameters() {
        return parameters;
    }

    /** The parameters as they came. */
    public RequestParameters originalParameters() {
        return original;
    }

    /** Random values. */
    public Randomness randomness() {
        return randomness;
    }

    /** When the request is applied, seconds since 1970-01-01 UTC. */
    public long now() {
        return now;
    }

    /** When the request arrived, seconds since 1970-01-01 UTC. */
    public long arrival() {
        return Math.floorDiv(logged().time(), MILLIS);
    }

    /** The time that the request is for: its own, or the one that it claims with right. */
    public RequestTime claimedTime() {
        if (time == null) {
            time = RequestTime.of(this);
        }
        return time;
    }

    /** The time that the request is recorded at, once it is known that it may claim it. */
    public long time() {
        return claimedTime().seconds();
    }

    /** Day of the request's time in the site's time zone. */
    public LocalDate day() {
        return siteDay().date();
    }

    /** The site's day of the request's time. */
    public SiteDay siteDay() {
        if (day == null) {
            day = rules().day(time());
        }
        return day;
    }

    /** Day of a moment in the site's time zone. */
    public LocalDate dayOf(long seconds) {
        return rules().day(seconds).date();
    }

    /** The token that came with the request, in its headers or with the bulk call around it; empty for none. */
    public String token() {
        return foundToken().value();
    }

    private Tokens.Token foundToken() {
        if (token == null) {
            token = Tokens.of(this);
        }
        return token;
    }

    /** Whether the request may override time, address and place. */
    public boolean mayOverride() {
        if (tokenValid == null) {
            boolean required = site.map(r -> r.tracker().authentication().requestsRequireAuthentication())
                    .orElse(settings.tracker().authentication().requestsRequireAuthentication());
            tokenValid = !required
                    || (site.isPresent()
                            && settings.access()
                                    .allows(idSite(), token(), foundToken().posted()));
        }
        return tokenValid;
    }

    /** Whether the request may override nothing because it brings different tokens: Matomo answers it with an error. */
    public boolean tokensConflict() {
        boolean required = site.map(r -> r.tracker().authentication().requestsRequireAuthentication())
                .orElse(settings.tracker().authentication().requestsRequireAuthentication());
        return required && Tokens.conflict(this);
    }

    /** Whether the request was part of a bulk call. */
    public boolean isBulk() {
        return logged().bulkToken().isPresent();
    }

    /** The user agent, escaped as parameters are. */
    public String userAgent() {
        if (userAgent == null) {
            String header = ByteText.text(Html.sanitize(ByteText.bytes(logged().userAgent())));
            userAgent = parameters.text("ua", header);
        }
        return userAgent;
    }

    /** The client, seen through the escaped user agent, as the columns and the fingerprint see it. */
    public Device device() {
        if (device == null) {
            device = detect(userAgent(), singleValued(clientHints()));
        }
        return device;
    }

    /** Whether the client is a bot, seen through the user agent itself. */
    public boolean isBot() {
        String escaped = userAgent();
        if (escaped.indexOf('&') < 0) {
            return device().isBot(); // nothing is escaped
        }
        String plain = ByteText.text(Html.unsanitize(ByteText.bytes(escaped)));
        return plain.equals(escaped)
                ? device().isBot()
                : detect(plain, clientHints()).isBot();
    }

    /** The languages that the client asks for, as a list in lower case. */
    public String language() {
        if (language == null) {
            String given = parameters.get(Parameter.LANGUAGE);
            boolean normalised = given.isEmpty() || settings.has(Rule.NORMALISED_LANGUAGE);
            language = normalised ? BrowserLanguage.normalise(given, logged().language()) : given;
        }
        return language;
    }

    /** The country that the client's language points to. */
    public String countryOfLanguage() {
        return Countries.ofLanguage(language(), settings.tracker().location().languageToCountryGuess());
    }

    /** The client's address: the forced one, else the one behind the proxies. */
    public Address address() {
        if (address == null) {
            String forced = parameters.get(Parameter.CLIENT_IP);
            address = Address.of(Ascii.isEmpty(forced) ? behindProxies() : forced);
        }
        return address;
    }

    private String behindProxies() {
        return shared.clientAddress().find(logged().sourceIp(), logged().headers());
    }

    /** The address as it is stored, shortened where the privacy options say so. */
    public IpAddress storedAddress() {
        IpAddress ip = address().ip();
        return privacy().addresses().anonymizeIp()
                ? ip.anonymised(privacy().addresses().ipMaskLength())
                : ip;
    }

    private Device detect(String text, ClientHints hints) {
        try {
            return detector.detect(text, hints);
        } catch (UnreadableHintException e) {
            throw new ParameterTypeException("uadata[" + e.getMessage() + "]", "no text");
        }
    }

    private static ClientHints singleValued(ClientHints hints) {
        hints.values().forEach((name, value) -> {
            if ((value instanceof List || value instanceof Map)
                    && SINGLE_HINTS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new ParameterTypeException("uadata[" + name + "]");
            }
        });
        return hints;
    }

    private ClientHints clientHints() {
        Optional<PhpArray> inParts = parameters.array("uadata");
        if (inParts.isPresent()) {
            return ClientHints.ofValues(inParts.get().toMap());
        }
        Optional<String> data = parameters.raw("uadata").filter(json -> !json.isEmpty());
        return data.map(ClientHints::ofUaData).orElseGet(() -> ClientHints.of(logged().headers()));
    }

    /** The user id; nothing when there is none, or user ids are ignored. */
    public Optional<String> userId() {
        String userId = parameters.get(Parameter.USER_ID);
        return userId.isEmpty() || privacy().ids().ignoreUserIds() ? Optional.empty() : Optional.of(userId);
    }

    /** The visitor id that is made of the user id. */
    public byte[] visitorIdOfUser(String userId) {
        return Arrays.copyOf(Digests.sha1(ByteText.toBytes(userId)), Long.BYTES);
    }

    /**
     * The visitor id that the request carries.
     *
     * @throws RefusedException when a forced one has the wrong length
     */
    public Optional<byte[]> visitorId() {
        if (carried == null) {
            carried = new Carried(VisitorIds.of(this));
        }
        return carried.visitorId();
    }

    /** What tells the client from others, without the salt of the day; kept until a configuration is made of it. */
    public String client(Function<PreparedRequest, String> make) {
        if (client == null) {
            client = make.apply(this);
        }
        return client;
    }

    /** The configuration under a salt; worked out once for each salt that is tried. */
    public byte[] configId(String salt, BiFunction<PreparedRequest, String, byte[]> make) {
        byte[] known = hasConfigId(salt) ? configId : null;
        if (known == null) {
            known = make.apply(this, salt);
            configId = known;
            configSalt = salt;
            client = null; // few requests are tried under another salt, and thousands wait in memory
        }
        return known;
    }

    /** Whether {@link #configId} has been worked out under a salt. */
    public boolean hasConfigId(String salt) {
        return configId != null && salt.equals(configSalt);
    }

    /** Whether the request is an order. */
    public boolean isOrder() {
        return !Ascii.isEmpty(parameters.get(Parameter.ORDER_ID));
    }

    /** Whether the request updates a cart or orders. */
    public boolean isEcommerce() {
        return parameters.get(Parameter.GOAL) == 0;
    }

    /** Whether the request only says that the visitor is still there. */
    public boolean isPing() {
        return parameters.get(Parameter.PING) == 1;
    }

    /**
     * Where the request comes from.
     *
     * @param current the referrer of the visit that the request continues; only to a campaign does it make a difference
     */
    public Referrer referrer(Optional<Referrer> current) {
        if (referrer == null) {
            referrer = detectReferrer(Optional.empty());
        }
        return referrer.type() == Referrer.CAMPAIGN && current.isPresent() ? detectReferrer(current) : referrer;
    }

    private Referrer detectReferrer(Optional<Referrer> current) {
        return rules().shared().referrers().detect(parameters, rules().referrers(), current);
    }
}
