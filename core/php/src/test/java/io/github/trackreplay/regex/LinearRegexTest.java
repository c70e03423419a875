/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.regex;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearRegexTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What is found, with its groups: start–end, or - for a group that took no part. */
    private static String found(String regex, Flags flags, String text, int many) {
        LinearRegex compiled = LinearRegex.compile(regex, flags).orElseThrow();
        Search search = new Search(compiled, bytes(text), many);
        if (!search.find(0)) return "nothing";
        StringBuilder out = new StringBuilder();
        for (int g = 0; g <= compiled.groups(); g++) {
            out.append(search.start(g) < 0 ? "-" : search.start(g) + "–" + search.end(g))
                    .append(' ');
        }
        return out.toString().strip();
    }

    private static String found(String regex, String text) {
        return found(regex, Flags.NONE, text, 2_000);
    }

    /** Without its groups: Java keeps those of ways that were given up, PCRE does not. */
    private static String foundByJava(String regex, String text) {
        Matcher matcher = Pattern.compile(regex, Pattern.UNIX_LINES).matcher(text);
        return matcher.find() ? matcher.start() + "–" + matcher.end() : "nothing";
    }

    @Provide
    Arbitrary<String> regexes() {
        Arbitrary<String> atoms = Arbitraries.of(
                "a",
                "b",
                "ab",
                "[ab]",
                "[^a]",
                ".",
                "\\d",
                "\\w+",
                "a?",
                "a??",
                "b*",
                "b*?",
                ".*",
                ".*?",
                ".+",
                ".+?",
                "[ab]{2,3}",
                "[ab]{1,2}?",
                "a{2,}",
                "a{2,}?",
                "(?:ab|b)",
                "(a|b)",
                "(a|ab)(b|)",
                "(?:a|b)*",
                "(?:ab?)*?",
                "(ab)?",
                "(?:a|b)++",
                "a*+",
                "(?>a|ab)",
                "^",
                "$",
                "\\b",
                "\\B",
                "(?!b)",
                "(?=a)",
                "(?=(a+))",
                "(?<!a)",
                "(?<=ab|b)",
                "(?:ab){2}",
                "(?:a{1,2}){1,3}",
                "(a*)*",
                "(?:a|b*)+",
                "(?:|b)",
                "1",
                "(?:.*b){2}",
                "\\z");
        return atoms.list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(parts -> String.join("", parts))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(branches -> String.join("|", branches));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("aaabbb1\n").ofMaxLength(9);
    }

    @Property(tries = 20_000)
    void itFindsWhatABacktrackingEngineFinds(@ForAll("regexes") String regex, @ForAll("texts") String text) {
        String whole = found(regex, text).replaceFirst(" .*", "");
        assertThat(whole).isEqualTo(foundByJava(regex, text));
    }

    /** So many that the next byte chooses among them. */
    @Property(tries = 5_000)
    void ofManyAlternativesItFindsTheOneThatABacktrackingEngineFinds(
            @ForAll @Size(min = 6, max = 9) List<@From("regexes") String> parts, @ForAll("texts") String text) {
        String regex = "(?:" + String.join("|", parts) + ")c";
        assertThat(found(regex, text).replaceFirst(" .*", "")).isEqualTo(foundByJava(regex, text));
        assertThat(found(regex, Flags.NONE, text, 0)).isEqualTo(found(regex, Flags.NONE, text, Integer.MAX_VALUE));
    }

    @Test
    void alternativesThatTheNextByteRulesOutCostNoSteps() {
        String regex = IntStream.range(0, 200)
                .mapToObj(i -> (char) ('b' + i % 20) + "x" + i)
                .collect(joining("|"));
        Search search = LinearRegex.compile(regex, Flags.NONE)
                .orElseThrow()
                .in("a".repeat(500).getBytes(UTF_8));

        assertThat(search.find(0)).isFalse();
        assertThat(search.steps()).isLessThan(2 * 501);
        Search other = LinearRegex.compile("(?:" + regex + ")", Flags.NONE)
                .orElseThrow()
                .in("b".repeat(500).getBytes(UTF_8));
        assertThat(other.find(0)).isFalse();
        assertThat(other.steps()).as("10 alternatives for each place, not 200").isLessThan(500 * 50);
    }

    @Test
    void whatIsFoundAfterManyStepsIsWhatIsFoundWithoutRemembering() {
        assertThat(found("(?:a|b*)+$", Flags.NONE, "bbbbbbb1", 0))
                .isEqualTo("8–8")
                .isEqualTo(found("(?:a|b*)+$", Flags.NONE, "bbbbbbb1", Integer.MAX_VALUE));
    }

    @Property(tries = 20_000)
    void whatItRemembersChangesNothing(@ForAll("regexes") String regex, @ForAll("texts") String text) {
        assertThat(found(regex, Flags.NONE, text, 0)).isEqualTo(found(regex, Flags.NONE, text, Integer.MAX_VALUE));
    }

    /** As PCRE 10.42 gives them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "(?=(a+))b|a a 0–1,-",
                "((a)|b)* ab 0–2,1–2,0–1",
                "(?:(a)|(b))*c abac 0–4,2–3,1–2",
                "(a|ab)(b|)c abc 0–3,0–1,1–2",
                "(a*)* aab 0–2,2–2",
                "(a|b)+?1 ab1 0–3,1–2",
                "(?:(a)c|a)b ab 0–2,-",
                "(?>(a)|b)+1 ab1 0–3,0–1"
            })
    void groupsAreThoseOfPcre(String regex, String text, String expected) {
        assertThat(found(regex, text)).isEqualTo(expected.replace(',', ' '));
        assertThat(found(regex, Flags.NONE, text, 0)).isEqualTo(expected.replace(',', ' '));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "(a+)+c a",
                "(?:a|a)*c a",
                "(?:.*a){9}c a",
                "a.*b.*c.*d a",
                ".*?a.*?b a",
                "(?:\\s*;\\s*)*x ;",
                "(?:a?){30}a{30}c a",
                "(?=(?:a+)+b)a a",
                "a(?!(?:a+)+b)c a",
                "(?>(?:a+)+b) a",
                "[a-z]{1,20}(?:a|aa)+c a",
                "(?:a*)*b a",
                "(?:a|b|ab)*(?:a|b|ab)*c ab"
            })
    void itsStepsGrowNoFasterThanTheText(String regex, String piece) {
        LinearRegex compiled = LinearRegex.compile(regex, Flags.NONE).orElseThrow();
        double small = steps(compiled, piece.repeat(2_000));
        double large = steps(compiled, piece.repeat(16_000));
        assertThat(large / small).isLessThan(8.8);
    }

    @Test
    void aRunThatIsTriedAtManyPlacesIsRememberedThoughNothingElseIsThere() {
        LinearRegex regex = LinearRegex.compile("a.+bc", Flags.NONE).orElseThrow();
        String text = "a1".repeat(10_000);
        assertThat(steps(regex, text)).isLessThan(10 * text.length());
        assertThat(found("a.+bc", Flags.NONE, text + "\nabbc", 2_000)).isEqualTo("20001–20005");
    }

    private static double steps(LinearRegex regex, String text) {
        Search search = regex.in(bytes(text));
        assertThat(search.find(0)).isFalse();
        return search.steps();
    }

    @Test
    void lookAroundsThatMatchAgainAndAgainEndAtALimit() {
        LinearRegex regex = LinearRegex.compile("(?:(?=.*x).)*y", Flags.NONE).orElseThrow();
        Search search = regex.in(bytes("a".repeat(20_000) + "x"));
        assertThat(search.find(0)).isFalse();
        assertThat(search.steps()).isLessThan(20_000L * 64 * 8);
    }

    @Test
    void flagsAreThoseOfPcre() {
        assertThat(found("^b$", new Flags(false, true, false, false, false), "a\nb\n", 9))
                .isEqualTo("2–3");
        assertThat(found("a.b", new Flags(false, false, true, false, false), "a\nb", 9))
                .isEqualTo("0–3");
        assertThat(found("a b # c", new Flags(false, false, false, true, false), "ab", 9))
                .isEqualTo("0–2");
        assertThat(found("b$", new Flags(false, false, false, false, true), "ab\n", 9))
                .isEqualTo("nothing");
        assertThat(found("b$", "ab\n")).isEqualTo("1–2");
        assertThat(found("A[B-D][^E]", Flags.IGNORE_CASE, "acf ace", 9)).isEqualTo("0–3");
    }

    @Test
    void classesAreThoseOfPcre() {
        assertThat(found("[]a]+", "b]a")).isEqualTo("1–3");
        assertThat(found("[[:alpha:]_]+", "1a_B")).isEqualTo("1–4");
        assertThat(found("[\\d-x]+", "a1-x")).isEqualTo("1–4");
        assertThat(found("[a&&b[]+", "c&[")).isEqualTo("1–3");
        assertThat(found("[[:^digit:]]+", "1a")).isEqualTo("1–2");
        assertThat(found("a{,2}", "a{,2}")).isEqualTo("0–5");
        assertThat(found("\\x41\\.", "A.")).isEqualTo("0–2");
        assertThat(found("(?P<name>a)(?<other>b)", "ab")).isEqualTo("0–2 0–1 1–2");
    }

    @Test
    void whatItCannotDoIsRefused() {
        for (String regex :
                new String[] {"(a)\\1", "(?i)a", "(?1)", "(?(1)a)", "a(", "a)", "(?<=a+)b", "*", "\\p{L}", "[b-a]"}) {
            assertThat(LinearRegex.compile(regex, Flags.NONE)).as(regex).isEmpty();
        }
    }
}
