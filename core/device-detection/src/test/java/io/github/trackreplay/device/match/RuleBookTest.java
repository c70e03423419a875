/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RuleBookTest {
    private static final String WORD_BOUNDARY = "(?:^|[^A-Z0-9_-]|[^A-Z0-9-]_|sprd-|MZ-)";

    private static Match<Integer> first(String text, String... regexes) {
        List<RegexRule<Integer>> rules = new ArrayList<>();
        for (String regex : regexes) rules.add(new RegexRule<>(regex, true, rules.size()));
        RuleBook.Builder builder = new RuleBook.Builder();
        RuleList<Integer> list = builder.add(Boundary.WORD, rules);
        return builder.build().scan(new Subject(text)).first(list);
    }

    private static boolean matches(Boundary boundary, String text, String regex) {
        RuleBook.Builder builder = new RuleBook.Builder();
        RuleList<Integer> list = builder.add(boundary, List.of(new RegexRule<>(regex, false, 0)));
        return builder.build().scan(new Subject(text)).matches(list);
    }

    @Test
    void theFirstRuleInOrderWins() {
        assertThat(first("abc", "zzz", "bc", "ab", "abc").value()).isEqualTo(2);
        assertThat(first("abc", "x")).isNull();
    }

    @Test
    void aMatchBeginsAtAWordOnly() {
        assertThat(matches(Boundary.WORD, "xfoo", "foo")).isFalse();
        assertThat(matches(Boundary.WORD, "1foo", "foo")).isFalse();
        assertThat(matches(Boundary.WORD, "a_foo", "foo")).isFalse();
        assertThat(matches(Boundary.WORD, "-foo", "foo")).isFalse();
        assertThat(matches(Boundary.WORD, "._foo", "foo")).isTrue();
        assertThat(matches(Boundary.WORD, "SPRD-foo", "foo")).isTrue();
        assertThat(matches(Boundary.WORD, "mz-FOO", "foo")).isTrue();
        assertThat(matches(Boundary.WORD, "éfoo", "foo")).isTrue();
        assertThat(matches(Boundary.LETTER, "1foo", "foo")).isTrue();
        assertThat(matches(Boundary.LETTER, "_foo", "foo")).isFalse();
    }

    @Test
    void anchorsAndLookBehindSeeTheWholeText() {
        assertThat(matches(Boundary.WORD, "a foo", "^foo")).isFalse();
        assertThat(matches(Boundary.WORD, "a foo", "(?<!a )foo")).isFalse();
        assertThat(matches(Boundary.WORD, "b foo", "(?<!a )foo$")).isTrue();
        assertThat(matches(Boundary.WORD, "foo\n", "foo$")).isTrue();
    }

    @Test
    void groupsAreThoseOfTheEarliestMatchOfTheFirstBranch() {
        assertThat(first("xx b2 a1", "a(\\d)|b(\\d)").fill("[$1][$2]")).isEqualTo("[][2]");
        assertThat(first("ab", "a(b)|(a)b").fill("[$1][$2]")).isEqualTo("[b][]");
    }

    @Test
    void placeholdersBeyondTheLastGroupStay() {
        assertThat(first("ab", "a(x)?b").fill("v$1")).isEqualTo("v");
        assertThat(first("ab", "a(b)").fill(" $1 $2 $3 ")).isEqualTo("b  $3");
        assertThat(first("a1", "a(\\d)(x)?").fill("$1-$3")).isEqualTo("1-$3");
    }

    @Test
    void aBracketInAClassIsACharacter() {
        assertThat(matches(Boundary.WORD, "[x", "[[]x")).isTrue();
        assertThat(matches(Boundary.WORD, "&x", "[a&&b]x")).isTrue();
    }

    @Test
    void anUnknownConstructIsTriedInsteadOfGuessed() {
        assertThat(matches(Boundary.WORD, "say abab", "(ab)\\1")).isTrue();
        assertThat(matches(Boundary.WORD, "say ab", "\\bab\\b")).isTrue();
        assertThat(matches(Boundary.WORD, "say ab", "(?i:ab)")).isTrue();
        assertThat(matches(Boundary.WORD, "say ab", "ab(")).isFalse();
    }

    @Test
    void anAlternativeThatBeginsWithAnythingIsTriedByItself() {
        assertThat(described("(?:ab1|.+; cd|efg|hij)(?: x|$)")).isEqualTo("3 branches, 0 without a literal");
        assertThat(described("(?:ab1|.+; cd|efg|hij)?(?: x|$)")).startsWith("1 branches");
        assertThat(described("(?:ab1|.+; cd|efg|hij)( x|$)")).startsWith("1 branches");
        assertThat(described("(?:ab1|efg|hij)(?: x|$)")).startsWith("1 branches");
    }

    private static String described(String regex) {
        RuleBook.Builder builder = new RuleBook.Builder();
        builder.add(Boundary.WORD, List.of(new RegexRule<>(regex, false, 0)));
        return builder.build().describe();
    }

    @Provide
    Arbitrary<String> regexes() {
        Arbitrary<String> atoms = Arbitraries.of(
                "a",
                "b",
                "AB",
                "ba",
                "[ab]",
                "[^a]",
                "\\d",
                "\\w",
                ".",
                "a?",
                "b*",
                "(?:ab|b)",
                "(a|b)",
                "a+",
                "(ab)?",
                "^",
                "$",
                " ",
                "(?!b)",
                "(?<!a)",
                "\\.",
                "x{2}",
                "(?:a|)",
                "(?:ab|.+b|x1| )",
                "(?:-|b*|ab)",
                "(?:.a|1)+",
                "[a-c1]+",
                "_",
                "-");
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
        return Arbitraries.strings().withChars("abABx1 ._-sprdMZ\n").ofMaxLength(16);
    }

    @Property(tries = 5000)
    void itFindsWhatThePlainRegexFinds(@ForAll("regexes") String regex, @ForAll("texts") String text) {
        Matcher plain = Pattern.compile(
                        WORD_BOUNDARY + "(?:" + regex + ")", Pattern.CASE_INSENSITIVE | Pattern.UNIX_LINES)
                .matcher(text);
        Match<Integer> match = first(text, regex);
        assertThat(match != null).isEqualTo(plain.find());
        if (match != null) {
            StringBuilder expected = new StringBuilder("|");
            StringBuilder template = new StringBuilder("|");
            int last = plain.groupCount();
            while (last > 0 && plain.group(last) == null) last--;
            for (int g = 1; g <= last; g++) {
                expected.append(plain.group(g) == null ? "" : plain.group(g)).append('|');
                template.append('$').append(g).append('|');
            }
            assertThat(match.fill(template.toString())).isEqualTo(expected.toString());
        }
    }
}
