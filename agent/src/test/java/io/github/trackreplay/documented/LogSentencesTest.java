/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.documented;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/handbook/log.md has every sentence that the program writes at WARN or ERROR, and none that it does not write. {@code …}
 * stands for what is put in. Sentences that another class words are known by that class.
 */
class LogSentencesTest {
    private static final Path PAGE = Path.of("..", "docs", "handbook", "log.md");
    private static final Pattern CALL = Pattern.compile("\\b(?:log|LOG)\\s*\\.(?:warn|error)\\(");
    private static final Pattern HANDED_ON = Pattern.compile("\\b(?:log|LOG)::(?:warn|error)\\b");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^- ((?:`[^`\\n]+`(?:, )?)+)");

    /** Who logs what others have worded, and who words it. */
    private static final Map<String, List<String>> WORDED_BY = new TreeMap<>(Map.of(
            "AgentCommand", List.of("Findings"), // what validate says
            "ChannelTrouble", List.of("DamagedChannel"),
            "CheckedConfigurationFactory", List.of("CheckedConfiguration"),
            "CommitNotices", List.of("Announcement", "RejectNotices"),
            "CounterTests", List.of("SpoiltHeld"),
            "HopServer", List.of("HopLimits"),
            "DirectMatomo", List.of("MatomoSchema", "TableEngines", "PluginReport"),
            "PluginCourier", List.of("PluginCourier"),
            "TransactionRunner", List.of("TableTallies", "CommitFile"),
            "ReplaySink", List.of("ReplaySink", "Outage", "Intake")));

    @Test
    void everySentenceHasItsParagraph() throws IOException {
        List<Pattern> documented =
                documented().stream().map(LogSentencesTest::pattern).toList();
        Set<String> missing = new TreeSet<>();
        int found = 0;
        for (Path file : sources()) {
            for (String sentence : sentences(Files.readString(file))) {
                found++;
                if (documented.stream()
                        .noneMatch(pattern -> pattern.matcher(sentence).matches())) {
                    missing.add(file.getFileName() + ": " + sentence);
                }
            }
        }
        assertThat(found).isGreaterThan(60);
        assertThat(missing).as("not in docs/handbook/log.md").isEmpty();
    }

    @Test
    void noParagraphIsAboutASentenceThatNobodySays() throws IOException {
        List<String> sentences = new ArrayList<>();
        List<String> words = new ArrayList<>();
        Set<String> wording = WORDED_BY.values().stream().flatMap(List::stream).collect(Collectors.toSet());
        wording.add("OpenPort");
        for (Path file : sources()) {
            String source = Files.readString(file);
            sentences.addAll(sentences(source));
            if (wording.contains(file.getFileName().toString().replace(".java", ""))) {
                words.add(literals(source));
            }
        }
        List<String> stale = documented().stream()
                .filter(text -> sentences.stream().noneMatch(pattern(text).asMatchPredicate()))
                .filter(text -> words.stream().noneMatch(source -> pieces(text).allMatch(source::contains)))
                .toList();
        assertThat(stale).isEmpty();
    }

    @Test
    void whoLogsWhatOthersHaveWordedIsKnown() throws IOException {
        Set<String> handing = new TreeSet<>();
        for (Path file : sources()) {
            String source = Files.readString(file);
            boolean bare = calls(source).stream()
                    .anyMatch(call -> template(call).replaceAll("[…\\s]", "").isEmpty());
            if (bare || HANDED_ON.matcher(source).find()) {
                handing.add(file.getFileName().toString().replace(".java", ""));
            }
        }
        assertThat(handing).isEqualTo(WORDED_BY.keySet());
    }

    @Test
    void whatIsNotDocumentedWouldBeFound() {
        String source = "log.warn(\n \"The disk of {} is on fire: {}.\" + \" Run.\", disk, why(\"x\"));";

        assertThat(sentences(source)).containsExactly("The disk of … is on fire: …. Run.");
        assertThat(pattern("The disk of … is on fire: …")
                        .matcher(sentences(source).get(0))
                        .matches())
                .isTrue();
        assertThat(pattern("The disk of … is wet")
                        .matcher(sentences(source).get(0))
                        .matches())
                .isFalse();
    }

    private static List<String> documented() throws IOException {
        List<String> found = new ArrayList<>();
        Matcher bullet = DOCUMENTED.matcher(Files.readString(PAGE));
        while (bullet.find()) {
            found.addAll(Arrays.asList(bullet.group(1).substring(1).split("`(?:, `)?")));
        }
        assertThat(found).hasSizeGreaterThan(80).doesNotHaveDuplicates();
        return found;
    }

    private static Pattern pattern(String documented) {
        return Pattern.compile(
                Stream.of(documented.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }

    private static Stream<String> pieces(String documented) {
        return Stream.of(documented.split("…")).map(String::strip).filter(piece -> piece.length() > 3);
    }

    /** The sentences that calls of the log have in themselves. */
    private static List<String> sentences(String source) {
        return calls(source).stream()
                .map(LogSentencesTest::template)
                .filter(sentence -> !sentence.replaceAll("[…\\s]", "").isEmpty())
                .toList();
    }

    /** The first argument of each call of the log. */
    private static List<String> calls(String source) {
        List<String> arguments = new ArrayList<>();
        Matcher call = CALL.matcher(source);
        while (call.find()) {
            arguments.add(source.substring(call.end(), end(source, call.end())));
        }
        return arguments;
    }

    /** Where the argument that begins there ends. */
    private static int end(String source, int from) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; ; i++) {
            char c = source.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (depth == 0 && (c == ',' || c == ')')) {
                return i;
            } else {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            }
        }
    }

    /** An expression's literals, with … for what is put in. */
    private static String template(String expression) {
        StringBuilder text = new StringBuilder();
        Matcher literal = LITERAL.matcher(expression);
        int end = 0;
        while (literal.find()) {
            text.append(isOnlyPlus(expression.substring(end, literal.start())) ? "" : "…")
                    .append(literal.group(1));
            end = literal.end();
        }
        return text.append(isOnlyPlus(expression.substring(end)) ? "" : "…")
                .toString()
                .replace("{}", "…");
    }

    private static boolean isOnlyPlus(String between) {
        return between.replaceAll("[\\s+]", "").isEmpty();
    }

    private static String literals(String source) {
        return template(source).replaceAll("%[,0-9]*[sd]", "…");
    }

    private static List<Path> sources() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path module : Modules.directories()) {
            Path sources = module.resolve("src/main/java");
            if (Files.isDirectory(sources) && !module.toString().contains("proof")) {
                try (Stream<Path> files = Files.walk(sources)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
                }
            }
        }
        assertThat(found).hasSizeGreaterThan(300);
        return found;
    }
}
