/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/trackreplay} gives to Java, by a Java that only says what it was given. */
class LauncherTest {
    private static final String LAUNCHER = "src/main/agent/bin/trackreplay";

    @TempDir
    private Path home;

    private String launcher = LAUNCHER;

    @BeforeEach
    void makeJava() throws IOException {
        Path bin = Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        Files.createFile(
                bin.resolve("java"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        java("for word in \"$@\"; do echo \"$word\"; done");
    }

    @Test
    void anImportBeginsWithAllOfALargeHeapAndMostOfItYoung() throws Exception {
        assertThat(run(Map.of("TRACKREPLAY_HEAP", "1024"), "import"))
                .contains("-Xmx1024m", "-Xms1024m", "-Xmn768m", "import");
    }

    @Test
    void anImportTakesWhatIsFreeWhereNothingIsSaid() throws Exception {
        assertThat(run(Map.of(), "import"))
                .filteredOn(word -> word.startsWith("-Xmx"))
                .hasSize(1)
                .containsAnyOf("-Xmx256m", "-Xmx512m", "-Xmx1024m", "-Xmx2048m");
    }

    /** Java warns about an option that the system has not got. */
    @Test
    void aLargeHeapAndThatOfWhoReplaysAreInLargePagesWhereTheSystemHasThem() throws Exception {
        Path setting = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
        boolean offered =
                Files.isReadable(setting) && !Files.readString(setting).contains("[never]");
        String option = "-XX:+UseTransparentHugePages";

        List<String> large = run(Map.of("TRACKREPLAY_HEAP", "1024"), "import");
        assertThat(large.contains(option)).as(large.toString()).isEqualTo(offered);
        List<String> agent = run(Map.of(), "agent");
        assertThat(agent.contains(option)).as(agent.toString()).isEqualTo(offered);
        Path frontend = Files.writeString(home.resolve("frontend.conf"), "a.sinks.s.type = avro\n");
        assertThat(run(Map.of(), "agent", "-f", frontend.toString())).doesNotContain(option);
        assertThat(run(Map.of("TRACKREPLAY_HEAP", "256"), "import")).doesNotContain(option);
    }

    @Test
    void smallHeapsAndOnesWithAUnitAreTakenAsTheyAre() throws Exception {
        assertThat(run(Map.of("TRACKREPLAY_HEAP", "300"), "import"))
                .contains("-Xmx300m")
                .noneMatch(word -> word.startsWith("-Xms") || word.startsWith("-Xmn"));
        assertThat(run(Map.of("TRACKREPLAY_HEAP", "2g"), "import"))
                .contains("-Xmx2g")
                .noneMatch(word -> word.startsWith("-Xms") || word.startsWith("-Xmn"));
    }

    private static final String FAST_COMPILER = "-XX:TieredStopAtLevel=1";

    @Test
    void aSmallImportHasNeitherTheOptimisingCompilerNorALargeHeapFromTheBeginning() throws Exception {
        String small = log("small.log", 1).toString();
        String others = log("others=2026.log", 8_000).toString();

        assertThat(run(
                        Map.of("TRACKREPLAY_HEAP", "1024"),
                        "import",
                        "--stream",
                        "web1=" + small,
                        "--stream=web2=" + others))
                .contains(FAST_COMPILER, "-Xmx1024m")
                .noneMatch(word -> word.startsWith("-Xms") || word.startsWith("-Xmn"));
    }

    @Test
    void anImportWhoseLogsAreLargeOrNotKnownHasBoth() throws Exception {
        String half = log("half.log", 9_000).toString();
        String packed = log("packed.log.gz", 1).toString();

        for (List<String> logs : List.of(
                List.of("--stream", "web1=" + half, "--stream", "web2=" + half),
                List.of("--stream", "web1=" + packed),
                List.of("--stream", "web1=" + home),
                List.of("--stream", "web1=" + home + "/*.log"),
                List.of("--stream", "web1=-"),
                List.of("--stream", "web1", half),
                List.of("-f", half))) {
            List<String> words = new ArrayList<>(List.of("import"));
            words.addAll(logs);
            assertThat(run(Map.of("TRACKREPLAY_HEAP", "1024"), words.toArray(String[]::new)))
                    .as(logs.toString())
                    .contains("-Xms1024m")
                    .doesNotContain(FAST_COMPILER);
        }
    }

    @Test
    void garbageIsCollectedByTwoWhereMuchIsReplayedAndByOneElsewhere() throws Exception {
        String small = log("small.log", 1).toString();
        String large = log("large.log", 20_000).toString();
        Path frontend = Files.writeString(home.resolve("frontend.conf"), "f.sinks.hop.type = avro\n");
        Path collector = Files.writeString(
                home.resolve("collector.conf"), "c.sinks.tables.type = io.github.trackreplay.sink.MySqlSink\n");

        for (List<String> words : List.of(
                List.of("import", "--stream", "web1=" + large),
                List.of("agent", "-n", "c", "-f", collector.toString()))) {
            assertThat(run(Map.of(), words.toArray(String[]::new)))
                    .as(words.toString())
                    .contains("-XX:+UseParallelGC", "-XX:ParallelGCThreads=2")
                    .doesNotContain("-XX:+UseSerialGC");
        }
        for (List<String> words : List.of(
                List.of("import", "--stream", "web1=" + small),
                List.of("agent", "-n", "f", "-f", frontend.toString()),
                List.of("status"))) {
            assertThat(run(Map.of(), words.toArray(String[]::new)))
                    .as(words.toString())
                    .contains("-XX:+UseSerialGC")
                    .doesNotContain("-XX:+UseParallelGC");
        }
    }

    /** Whatever the user's own mask: Flume makes the channel's files as readable as the process may. */
    @Test
    void whatIsMadeIsForUserAndGroupOnly() throws Exception {
        java("umask");

        assertThat(run(Map.of(), "agent")).containsExactly("0027");
    }

    /** A file of so many KiB. */
    private Path log(String name, int kib) throws IOException {
        Path log = home.resolve(name);
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(1024L * kib);
        }
        return log;
    }

    @Test
    void anAgentAndOtherCommandsKeepTheirHeap() throws Exception {
        for (String command : List.of("agent", "status")) {
            assertThat(run(Map.of(), command))
                    .contains("-Xmx256m")
                    .noneMatch(word -> word.startsWith("-Xms") || word.startsWith("-Xmn"));
        }
    }

    /** A newer Java warns about the option, and has no need of it. */
    @Test
    void figuresForJstatAreWrittenOnceASecondWhereJavaCanBeTold() throws Exception {
        String option = "-XX:PerfDataSamplingInterval=1000";
        assertThat(run(Map.of(), "agent")).contains(option);

        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
        assertThat(run(Map.of(), "agent")).doesNotContain(option);
    }

    /** Cron and containers have no locale, and Java then opens no file whose name is not ASCII. */
    @Test
    void whereTheLocaleHasNoCharactersOfItsOwnNamesAreUtf8() throws Exception {
        java("echo \"${LC_ALL:-}/${LC_CTYPE:-}\"");

        assertThat(run(Map.of("LC_ALL", "C"), "status")).containsExactly("C.UTF-8/");
        assertThat(run(Map.of("LC_ALL", "C.UTF-8"), "status")).containsExactly("C.UTF-8/");
        assertThat(run(Map.of("LC_ALL", "", "LC_CTYPE", "", "LANG", ""), "status"))
                .containsExactly("/C.UTF-8");
        assertThat(run(Map.of("LC_ALL", "", "LC_CTYPE", "", "LANG", "xx_NOT.HERE"), "status"))
                .containsExactly("/C.UTF-8");
    }

    @Test
    void withoutAnArchiveOfClassesNoneIsNamed() throws Exception {
        install();

        assertThat(run(Map.of(), "status")).noneMatch(word -> word.contains("classes.jsa"));
    }

    @Test
    void anArchiveOfClassesIsUsedByEachCommand() throws Exception {
        install();
        Files.createFile(app().resolve("classes.jsa"));

        for (String command : List.of("status", "import", "agent")) {
            assertThat(run(Map.of("TRACKREPLAY_OPTS", "-Xshare:off"), command))
                    .contains("-XX:SharedArchiveFile=" + app() + "/classes.jsa")
                    .containsSubsequence("-Xshare:auto", "-Xshare:off", "-cp");
        }
    }

    /** An archive is of a class path that begins with jars, so nothing else may stand before them. */
    @Test
    void theConfigurationIsLastOnTheClassPath() throws Exception {
        install();
        List<String> words = run(Map.of("FLUME_CLASSPATH", "/more/*"), "status");

        assertThat(words.get(words.indexOf("-cp") + 1))
                .isEqualTo(app() + "/lib/*:" + app() + "/plugins.d/trackreplay/lib/*:" + app()
                        + "/plugins.d/trackreplay/libext/*:/more/*:" + app() + "/conf");
    }

    @Test
    void theLogsConfigurationIsNamedUnlessThereIsAnotherOne() throws Exception {
        install();
        String named = "-Dlog4j2.configurationFile=" + app() + "/conf/log4j2.xml";
        assertThat(run(Map.of(), "status")).noneMatch(word -> word.startsWith("-Dlog4j2"));

        Files.createFile(app().resolve("conf/log4j2.xml"));
        assertThat(run(Map.of(), "status")).contains(named);

        Files.createFile(app().resolve("conf/log4j2.properties"));
        assertThat(run(Map.of(), "status")).doesNotContain(named);
    }

    @Test
    void somebodysOwnConfigurationOfTheLogGoesFirst() throws Exception {
        install();
        Files.createFile(app().resolve("conf/log4j2.xml"));
        String ours = "-Dlog4j2.configurationFile=" + app() + "/conf/log4j2.xml";

        for (String name : List.of("TRACKREPLAY_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")) {
            for (String property :
                    List.of("log4j.configurationFile", "log4j2.configurationFile", "log4j2.configuration.file")) {
                assertThat(run(Map.of(name, "-Xss1m -D" + property + "=/etc/log.xml"), "status"))
                        .as(name + " " + property)
                        .doesNotContain(ours);
            }
        }
        assertThat(run(Map.of("LOG4J_CONFIGURATION_FILE", "/etc/log.xml"), "status"))
                .doesNotContain(ours);
        assertThat(run(Map.of("TRACKREPLAY_OPTS", "-Dtrackreplay.log.level=debug"), "status"))
                .contains(ours);
    }

    /** What Java warns of besides its archives, such as limits of the system, is for its operator. */
    @Test
    void withAnArchiveJavaKeepsQuietAboutArchivesOnly() throws Exception {
        install();
        Files.createFile(app().resolve("classes.jsa"));

        assertThat(run(Map.of(), "status"))
                .filteredOn(word -> word.startsWith("-Xlog"))
                .containsExactly("-Xlog:cds*=off");
    }

    @Test
    void anArchiveThatWasMadeIsForEverybody() throws Exception {
        install();
        java(
                "for word in \"$@\"; do case $word in -XX:ArchiveClassesAtExit=*) echo made > \"${word#*=}\" ;; esac; done");

        assertThat(run(Map.of(), "class-archive")).containsExactly(app() + "/classes.jsa");
        assertThat(app().resolve("classes.jsa")).hasContent("made");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(app().resolve("classes.jsa"))))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void whereJavaMakesNoArchiveNothingIsLeft() throws Exception {
        install();
        java("exit 0");

        assertThat(run(78, Map.of(), "class-archive"))
                .singleElement()
                .asString()
                .contains(home + "/bin/java makes no archive of classes", "everything works without it");
        try (Stream<Path> left = Files.list(app())) {
            assertThat(left).noneMatch(file -> file.toString().contains("classes.jsa"));
        }
    }

    private Path app() {
        return home.resolve("app");
    }

    /** The program where a test may write beside it. */
    private void install() throws IOException {
        Files.createDirectories(app().resolve("bin"));
        Files.createDirectories(app().resolve("conf"));
        Files.copy(Path.of(LAUNCHER), app().resolve("bin/trackreplay"));
        launcher = app().resolve("bin/trackreplay").toString();
    }

    private void java(String script) throws IOException {
        Files.writeString(home.resolve("bin/java"), "#!/bin/sh\n" + script + "\n");
    }

    private List<String> run(Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        return run(0, environment, words);
    }

    private List<String> run(int exitCode, Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(Stream.of("sh", launcher), Stream.of(words)).toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("TRACKREPLAY_"));
        builder.environment().put("JAVA_HOME", home.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
        return said.lines().toList();
    }
}
