/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.referrer;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Multibyte;
import io.github.trackreplay.php.PhpArray;
import io.github.trackreplay.php.UrlCoding;
import io.github.trackreplay.php.UrlParts;
import io.github.trackreplay.tracking.parameters.ParameterTypeException;
import io.github.trackreplay.tracking.url.UrlQuery;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A campaign that a request belongs to. Byte strings.
 *
 * @param name in lower case
 * @param keyword in lower case; what Matomo takes for it where none is given
 */
record Campaign(String name, String keyword) {
    private static final String ADVERTISEMENT = "AdWords";
    private static final String ADVERTISEMENT_KEYWORD = "(adwords) ";

    /** Stands for a name that is a list: an error unless a later step finds another name. */
    private static final String LIST = "\0list";

    /** Nothing where the request belongs to none. */
    static Optional<Campaign> detect(ReferrerDecision decision) {
        Campaign found = inReferrer(inPage(decision), decision);
        found = inRequest(found, decision);
        if (found.name().isEmpty()) {
            return Optional.empty();
        }
        if (found.name().equals(LIST)) {
            throw new ParameterTypeException("the campaign's name");
        }
        String name = Multibyte.lower(found.name());
        String keyword = Ascii.isEmpty(found.keyword()) ? substitute(name, decision) : found.keyword();
        return Optional.of(new Campaign(name, Multibyte.lower(keyword)));
    }

    /** A running visit of the same campaign keeps its keyword; otherwise the referrer's host stands for one. */
    private static String substitute(String name, ReferrerDecision decision) {
        return decision.current()
                .filter(visit -> visit.type() == Referrer.CAMPAIGN)
                .filter(visit -> lower(visit.name()).equals(ReferrerDecision.cutName(name)))
                .map(visit -> visit.keyword() == null ? "" : ByteText.bytes(visit.keyword()))
                .orElse(decision.host());
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : Multibyte.lower(ByteText.bytes(text));
    }

    private static Campaign inPage(ReferrerDecision decision) {
        Campaign none = new Campaign("", "");
        String query = decision.page().map(UrlParts::query).orElse(null);
        Campaign found = query == null ? none : in(query, decision.campaignParameters(), none);
        String fragment = decision.page().map(UrlParts::fragment).orElse(null);
        return fragment == null || !Ascii.isEmpty(found.keyword())
                ? found
                : in(fragment, decision.campaignParameters(), found);
    }

    private static Campaign in(String query, CampaignParameters parameters, Campaign before) {
        UrlQuery values = UrlQuery.parse(query);
        String name = firstFilled(values, parameters.names());
        if (name.isEmpty()) {
            List<String> names = parameters.names();
            String last = ByteText.bytes(names.get(names.size() - 1));
            if (values.value(last) != null || !values.isFilled(last)) {
                return before;
            }
            name = LIST;
        }
        String keyword = firstFilled(values, parameters.keywords());
        return new Campaign(name, keyword.isEmpty() ? before.keyword() : keyword);
    }

    private static String firstFilled(UrlQuery values, List<String> names) {
        for (String name : names) {
            String value = values.value(ByteText.bytes(name));
            String text = value == null ? "" : Ascii.trim(UrlCoding.decode(value));
            if (!Ascii.isEmpty(text)) {
                return text;
            }
        }
        return "";
    }

    private static Campaign inReferrer(Campaign found, ReferrerDecision decision) {
        if (!found.name().isEmpty() && !Ascii.isEmpty(found.keyword())) {
            return found;
        }
        String keyword = found.keyword();
        if (!found.name().isEmpty()) {
            keyword = decision.parts()
                    .flatMap(parts -> decision.definitions().searchEngines().find(decision.url(), parts))
                    .map(SearchEngines.Found::keyword)
                    .filter(word -> !Ascii.isEmpty(word))
                    .orElse(keyword);
        }
        boolean advertisement =
                decision.host().contains("googleads") || decision.host().contains("doubleclick");
        String query = decision.parts().map(UrlParts::query).orElse(null);
        return Ascii.isEmpty(keyword) && advertisement && UrlParts.filled(query)
                ? advertised(new Campaign(found.name(), keyword), UrlQuery.parse(query))
                : new Campaign(found.name(), keyword);
    }

    /** An advertisement's frame names the page that it stood on. */
    private static Campaign advertised(Campaign found, UrlQuery parameters) {
        String place =
                UrlParts.parse(single(parameters, "url")).map(UrlParts::host).orElse(null);
        if (!UrlParts.filled(place)) {
            return found;
        }
        String kind = found.name().isEmpty() ? single(parameters, "ad_type") : "";
        String name =
                found.name().isEmpty() ? ADVERTISEMENT + (Ascii.isEmpty(kind) ? "" : " (" + kind + ')') : found.name();
        return new Campaign(name, ADVERTISEMENT_KEYWORD + place);
    }

    private static String single(UrlQuery parameters, String name) {
        String value = parameters.value(name);
        if (value == null && parameters.isFilled(name)) {
            throw new ParameterTypeException("the referrer's parameter " + name);
        }
        return value == null ? "" : Ascii.trim(UrlCoding.decode(value));
    }

    private static Campaign inRequest(Campaign found, ReferrerDecision decision) {
        if (!decision.campaignParameters().inRequests()) {
            return found;
        }
        Optional<String> name = firstRaw(decision, decision.campaignParameters().names());
        if (name.isEmpty()) {
            return found;
        }
        Optional<String> keyword =
                firstRaw(decision, decision.campaignParameters().keywords());
        return new Campaign(name.get(), keyword.orElse(found.keyword()));
    }

    private static Optional<String> firstRaw(ReferrerDecision decision, List<String> names) {
        for (String name : names) {
            Object value = decision.request().rawValue(name);
            if (value instanceof PhpArray array && !array.isEmpty()) {
                throw new ParameterTypeException(name);
            }
            if (value instanceof String bytes && !Ascii.isEmpty(bytes)) {
                return Optional.of(bytes);
            }
        }
        return Optional.empty();
    }
}
