/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.documented;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.cli.TrackReplay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What README, the examples and the units say is what the programs understand. */
class ReadmeTest {
    private static final Path TOP = Path.of("..");
    static final Pattern LINK = Pattern.compile("]\\(([^)#]+)[^)]*\\)");
    /** Of every command that the program has. */
    static final Pattern COMMAND = Pattern.compile("(?:^|[\\s`=(])(?:/opt/trackreplay/bin/)?trackreplay +((?:"
            + String.join("|", TrackReplay.commandLine().getSubcommands().keySet())
            + ")\\b[^`|&>]*)");

    @TempDir
    Path directory;

    private static String readme() throws IOException {
        return Files.readString(TOP.resolve("README.md"));
    }

    @Test
    void noLinkIsDeadHereOrInTheArchive() throws IOException {
        Matcher link = LINK.matcher(readme());
        int found = 0;
        while (link.find()) {
            String target = link.group(1);
            if (!target.startsWith("http")) {
                found++;
                assertThat(TOP.resolve(target)).exists();
                assertThat(target).as("is in the archive").matches("(conf-examples|docs)/.*");
            }
        }
        assertThat(found).isGreaterThan(5);
    }

    /** The indented blocks, each with its lines. */
    private static List<String> blocks() throws IOException {
        List<String> blocks = new ArrayList<>();
        StringBuilder block = new StringBuilder();
        for (String line : readme().split("\n", -1)) {
            if (line.matches(" {4,}\\S.*")) {
                block.append(line.strip()).append('\n');
            } else if (!line.isBlank() && block.length() > 0) {
                blocks.add(block.toString());
                block.setLength(0);
            }
        }
        return blocks;
    }

    @Test
    void theShellUnderstandsEveryBlockOfCommands() throws Exception {
        String bash = InstalledPrograms.require("bash");
        List<String> commands = blocks().stream()
                .filter(block -> block.matches("(?s)(sudo|mvn|\\./|/opt|trackreplay ).*"))
                .toList();
        assertThat(commands).hasSizeGreaterThan(5);
        for (String block : commands) {
            Path script = Files.writeString(directory.resolve("block.sh"), block);
            InstalledPrograms.Answer answer = InstalledPrograms.run(directory, bash, "-n", script.toString());
            assertThat(answer.exitCode()).as(block + answer.text()).isZero();
        }
    }

    @Test
    void theNewestOfSeveralVersionsIsTheOneThatIsLinked() throws Exception {
        String bash = InstalledPrograms.require("bash");
        String link = blocks().stream()
                .flatMap(String::lines)
                .filter(line -> line.contains("ln -sfn"))
                .findFirst()
                .orElseThrow();
        String here = link.replace("sudo ", "").replace("/opt", directory.toString());
        for (String version : List.of("0.9.0", "0.10.0")) {
            Files.createDirectory(directory.resolve("trackreplay-" + version));
            InstalledPrograms.Answer answer = InstalledPrograms.run(directory, bash, "-c", here);
            assertThat(answer.exitCode()).as(answer.text()).isZero();
            assertThat(directory.resolve("trackreplay").toRealPath().getFileName())
                    .hasToString("trackreplay-" + version);
            assertThat(directory.resolve("trackreplay-" + version)).isEmptyDirectory();
        }
    }

    @Test
    void everyCommandIsUnderstoodByTheProgram() throws IOException {
        List<String> texts = new ArrayList<>(List.of(readme().replace("\\\n", " ")));
        for (Path directory : List.of(TOP.resolve("conf-examples"), Path.of("src/main/agent/systemd"))) {
            try (Stream<Path> files = Files.walk(directory).filter(Files::isRegularFile)) {
                for (Path file : files.toList()) {
                    texts.add(Files.readString(file));
                }
            }
        }
        int found = 0;
        int whole = 0;
        for (String text : texts) {
            Matcher command = COMMAND.matcher(text);
            while (command.find()) {
                found++;
                whole += understood(
                                command.group(1).lines().findFirst().orElse("").strip())
                        ? 1
                        : 0;
            }
        }
        assertThat(found).isGreaterThan(10);
        assertThat(whole).as("commands whose values were read").isGreaterThan(15);
    }

    /** Whoever adds an example says by which test it is tried. */
    @Test
    void everyExampleIsTriedByATest() throws IOException {
        StringBuilder tests = new StringBuilder();
        try (Stream<Path> files = Files.walk(TOP)) {
            for (Path file : files.filter(f -> f.toString().matches("\\.\\./([a-z0-9-]+/){1,2}src/test/.+\\.(java|sh)"))
                    .toList()) {
                tests.append(Files.readString(file));
            }
        }
        List<String> untried = new ArrayList<>();
        try (Stream<Path> files = Files.walk(TOP.resolve("conf-examples")).filter(Files::isRegularFile)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> tests.indexOf("\"" + name) < 0 && tests.indexOf("/" + name) < 0)
                    .forEach(untried::add);
        }
        assertThat(untried).isEmpty();
    }

    /**
     * Fails for what the program does not understand.
     *
     * @return whether the values were read too, because none of it stands for something else
     */
    static boolean understood(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)").matcher(command);
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
        }
        // what stands for something else, or goes on as prose: only the options are looked at then
        words.set(0, words.get(0).replaceAll("[.,;:)]+$", ""));
        CommandLine sub = TrackReplay.commandLine().getSubcommands().get(words.get(0));
        assertThat(sub).as(command).isNotNull();
        if (!sub.getSubcommands().isEmpty() && words.size() > 1 && words.get(1).matches("[a-z]+")) {
            assertThat(sub.getSubcommands()).as(command).containsKey(words.get(1));
        }
        for (String option : words.stream()
                .filter(w -> w.matches("--?[a-zA-Z][a-zA-Z-]*(=.*)?"))
                .toList()) {
            String name = option.replaceAll("=.*", "").replaceAll("[.,;:]$", "");
            assertThat(hasOption(sub, name)).as("%s in: %s", name, command).isTrue();
        }
        boolean whole = isWhole(words);
        if (whole) {
            valuesAreUnderstood(words, command);
        }
        return whole;
    }

    @Test
    void aValueThatIsNoneIsFound() {
        assertThatThrownBy(() -> understood("import --late=sometimes --stream web1=access.log"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("--late");
        assertThat(understood("import --late=sometimes --stream NAME=LOGS")).isFalse();
    }

    /** Whether it is a command as somebody would type it, and not a form with places to fill in. */
    private static boolean isWhole(List<String> words) {
        return words.stream()
                .noneMatch(word -> word.contains("…")
                        || word.contains("...")
                        || word.matches("(.*[^A-Za-z0-9_./])?[A-Z]{2,}([^A-Za-z0-9_./].*)?"));
    }

    /** What follows may be prose, and a mention may lack what is required; but each value must be one. */
    private static void valuesAreUnderstood(List<String> words, String command) {
        String[] arguments =
                words.stream().map(word -> word.replaceAll("[.,;:)]+$", "")).toArray(String[]::new);
        try {
            TrackReplay.commandLine().parseArgs(arguments);
        } catch (CommandLine.MissingParameterException | CommandLine.UnmatchedArgumentException e) {
            // each value has been read by then
        } catch (CommandLine.ParameterException e) {
            throw new AssertionError(command + ": " + e.getMessage(), e);
        }
    }

    private static boolean hasOption(CommandLine command, String name) {
        return command.getCommandSpec().findOption(name) != null
                || command.getSubcommands().values().stream().anyMatch(sub -> hasOption(sub, name));
    }
}
