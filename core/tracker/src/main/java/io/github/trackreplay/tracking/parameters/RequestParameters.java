/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.parameters;

import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Html;
import io.github.trackreplay.php.Json;
import io.github.trackreplay.php.Numbers;
import io.github.trackreplay.php.PhpArray;
import io.github.trackreplay.php.QueryString;
import io.github.trackreplay.php.Utf8;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one request, as Matomo's {@code Request::getParam} and {@code Common::getRequestVar} give them.
 *
 * <p>Rules: query parameters win over those of the body; without {@code url} and {@code urlref} the {@code Referer} header is
 * the page's URL; text is cleaned ({@link Html#sanitize}), so it is escaped and valid UTF-8; a value of the wrong type is the
 * default. Everything that comes out is ordinary text; only {@link #raw} may carry escaped bytes (see {@link ByteText}).
 * Does not change; what a {@link Parameter} is read as is remembered, so it is for one thread at a time.
 *
 * <p>Why so: {@code docs/decisions/0004-characters-by-column.md}.
 */
public final class RequestParameters {
    private static final int FIRST_FOUR_BYTE_LEAD = 0xF0;

    private final PhpArray original;
    private final PhpArray effective;
    private final boolean fourByteCharacters;
    private final boolean decimalCommas;
    private final Object[] read = new Object[Parameter.count()];

    private RequestParameters(
            PhpArray original, PhpArray effective, boolean fourByteCharacters, boolean decimalCommas) {
        this.original = original;
        this.effective = effective;
        this.fourByteCharacters = fourByteCharacters;
        this.decimalCommas = decimalCommas;
    }

    /**
     * Reads a request.
     *
     * @param fourByteCharacters whether Matomo's database connection is {@code utf8mb4}; if not, characters beyond U+FFFF
     *     become U+FFFD
     */
    public static RequestParameters of(TrackingRequest request, boolean fourByteCharacters) {
        return of(request.query(), request.body(), request.referrer(), fourByteCharacters);
    }

    /**
     * Reads a query string and a form body, both not decoded.
     *
     * @param referrerHeader the {@code Referer} header; empty when absent
     */
    public static RequestParameters of(
            String query, Optional<String> body, String referrerHeader, boolean fourByteCharacters) {
        PhpArray parameters = QueryString.parse(ByteText.bytes(query));
        body.ifPresent(form -> parameters.putMissing(QueryString.parse(ByteText.bytes(form))));
        return fourByteCharacters
                ? of(parameters, ByteText.bytes(referrerHeader), true)
                : of(
                        parameters.mapValues(RequestParameters::inThreeBytes),
                        inThreeBytes(ByteText.bytes(referrerHeader)),
                        false);
    }

    private static RequestParameters of(PhpArray parameters, String referrerHeader, boolean fourByteCharacters) {
        boolean pageIsReferrer = !Ascii.isEmpty(referrerHeader)
                && isEmpty(parameters.get(Parameter.REFERRER_URL.name()))
                && isEmpty(parameters.get(Parameter.URL.name()));
        PhpArray effective = pageIsReferrer ? parameters.with(Parameter.URL.name(), referrerHeader) : parameters;
        return new RequestParameters(parameters, effective, fourByteCharacters, true);
    }

    /** The same parameters as releases before 5.1 read them: a decimal number with a comma is none. */
    public RequestParameters withoutDecimalCommas() {
        return new RequestParameters(original, effective, fourByteCharacters, false);
    }

    /** Whether a decimal number may have a comma. */
    public boolean decimalCommas() {
        return decimalCommas;
    }

    /** The same parameters with one value set or replaced, given in the form in which a request carries it (decoded). */
    public RequestParameters with(String name, String value) {
        return new RequestParameters(
                original, effective.with(name, ByteText.bytes(value)), fourByteCharacters, decimalCommas);
    }

    /** Whether the request carries the parameter, be it empty. */
    public boolean has(Parameter parameter) {
        return effective.has(parameter.name());
    }

    /** Whether the request carries the parameter, be it empty. */
    public boolean has(String name) {
        return effective.has(name);
    }

    /** Whether the request carries no parameter at all. */
    public boolean isEmpty() {
        return original.isEmpty();
    }

    /** A text parameter; empty where it is missing, empty or an array. */
    public String get(Parameter.Text parameter) {
        Object text = read[parameter.index()];
        if (text == null) {
            text = text(parameter.name(), "");
            read[parameter.index()] = text;
        }
        return (String) text;
    }

    /** A whole number; the parameter's default where it is missing, empty or not a whole number. */
    public long get(Parameter.Whole parameter) {
        Object number = read[parameter.index()];
        if (number == null) {
            number = whole(parameter.name(), parameter.fallback());
            read[parameter.index()] = number;
        }
        return (Long) number;
    }

    /**
     * A decimal number: nothing where it is missing or empty, 0 where it is not a number.
     *
     * @throws ParameterTypeException where it is an array
     */
    public OptionalDouble get(Parameter.Real parameter) {
        return real(parameter.name());
    }

    /** Any parameter as text, with a default for missing, empty and array values (already cleaned). */
    public String text(String name, String fallback) {
        Object value = effective.get(name);
        return value instanceof String bytes && !bytes.isEmpty() ? output(Html.sanitize(bytes)) : fallback;
    }

    /** Any parameter as a whole number. A value such as {@code 1.0} or {@code 1e3} is whole. */
    public long whole(String name, long fallback) {
        Object value = effective.get(name);
        if (!(value instanceof String bytes) || bytes.isEmpty()) {
            return fallback;
        }
        long plain = Numbers.ofDigits(bytes);
        if (plain >= 0) {
            return plain;
        }
        String clean = Html.sanitize(bytes);
        return Numbers.isWhole(clean) ? Numbers.toLong(clean) : fallback;
    }

    /** Any parameter as a decimal number; see {@link #get(Parameter.Real)}. */
    public OptionalDouble real(String name) {
        Object value = effective.get(name);
        if (value instanceof PhpArray) {
            throw new ParameterTypeException(name);
        }
        if (!(value instanceof String bytes) || bytes.isEmpty()) {
            return OptionalDouble.empty();
        }
        String clean = Html.sanitize(bytes);
        return OptionalDouble.of(
                (decimalCommas ? isReal(clean) : Numbers.isNumeric(clean)) ? Numbers.toDouble(clean) : 0);
    }

    /**
     * Any parameter read as a JSON object or list and cleaned: nothing where it is missing or empty, an empty array where it
     * is not JSON or a single value.
     */
    public Optional<PhpArray> json(String name) {
        Object value = effective.get(name);
        if (value == null || value.equals("")) {
            return Optional.empty();
        }
        Object decoded = value instanceof String bytes ? Json.decode(bytes) : value;
        return Optional.of(decoded instanceof PhpArray array ? output(Html.sanitize(array)) : new PhpArray());
    }

    /** Any parameter that is an array ({@code name[]=…}), cleaned. */
    public Optional<PhpArray> array(String name) {
        return effective.get(name) instanceof PhpArray array
                ? Optional.of(output(Html.sanitize(array)))
                : Optional.empty();
    }

    /**
     * A parameter as it came, URL-decoded but not cleaned, without the page URL taken from the {@code Referer} header; nothing
     * where it is missing or an array.
     */
    public Optional<String> raw(String name) {
        return original.get(name) instanceof String bytes ? Optional.of(ByteText.text(bytes)) : Optional.empty();
    }

    /** As {@link #raw(String)}, but a byte string, or the {@link PhpArray} that came; null where the parameter is missing. */
    public @Nullable Object rawValue(String name) {
        return original.get(name);
    }

    /** All parameters as they came, URL-decoded but not cleaned, in order. */
    public PhpArray raw() {
        return original.mapStrings(ByteText::text);
    }

    /** A byte string without characters beyond U+FFFF; one that is not valid UTF-8 stays as it is. */
    private static String inThreeBytes(String bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            if (bytes.charAt(i) >= FIRST_FOUR_BYTE_LEAD) {
                return Utf8.isValid(bytes) ? ByteText.bytes(withoutFourByteCharacters(ByteText.text(bytes))) : bytes;
            }
        }
        return bytes;
    }

    private PhpArray output(PhpArray array) {
        return array.mapStrings(this::output);
    }

    private String output(String bytes) {
        String text = ByteText.text(bytes);
        return fourByteCharacters || text.length() == text.codePointCount(0, text.length())
                ? text
                : withoutFourByteCharacters(text);
    }

    private static String withoutFourByteCharacters(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(cp -> out.append(Character.isBmpCodePoint(cp) ? (char) cp : '\uFFFD'));
        return out.toString();
    }

    /** Matomo's notion of a decimal number: a comma counts as a point here, though the cast then stops at it. */
    private static boolean isReal(String clean) {
        String number = clean.endsWith("\n") ? clean.substring(0, clean.length() - 1) : clean;
        return !number.isEmpty()
                && " \t\n\r\u000B\f".indexOf(number.charAt(0)) < 0
                && " \t\n\r\u000B\f".indexOf(number.charAt(number.length() - 1)) < 0
                && Numbers.isNumeric(number.replace(',', '.'));
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || (value instanceof String bytes && Ascii.isEmpty(bytes))
                || (value instanceof PhpArray array && array.isEmpty());
    }
}
