/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.php.Json;
import io.github.trackreplay.php.PhpArray;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is made of what Matomo's own classes answered; see the README beside the answers. */
class RecordedAnswersTest {
    private static Map<String, Verdict> verdicts() throws IOException {
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        try (InputStream in = RecordedAnswersTest.class.getResourceAsStream("/bulk-answers/answers.jsonl")) {
            new String(Objects.requireNonNull(in).readAllBytes(), UTF_8).lines().forEach(line -> {
                PhpArray answer = (PhpArray) Json.decode(line);
                int status = ((Long) answer.get("status")).intValue();
                int sent = ((Long) answer.get("sent")).intValue();
                boolean superUser = Boolean.TRUE.equals(answer.get("superUser"));
                BulkAnswer heard = new BulkAnswer(status, "", (String) answer.get("body"));
                verdicts.put((String) answer.get("name"), new AnswerJudge(false).of(heard, sent, superUser));
            });
        }
        return verdicts;
    }

    private static void perhapsCounted(Verdict verdict, int most) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Failed.class,
                        failed -> assertThat(failed.most()).isEqualTo(most));
    }

    @Test
    void eachIsUnderstood() throws IOException {
        Map<String, Verdict> verdicts = verdicts();

        assertThat(verdicts.remove("all counted")).isEqualTo(new Verdict.Tracked(Set.of()));
        assertThat(verdicts.remove("all counted, another token")).isEqualTo(new Verdict.Tracked(Set.of()));
        assertThat(verdicts.remove("one invalid")).isEqualTo(new Verdict.Tracked(Set.of(1)));
        assertThat(verdicts.remove("one invalid, another token")).isEqualTo(new Verdict.Unnamed(1));
        assertThat(verdicts.remove("invalid parameter")).isEqualTo(new Verdict.Tracked(Set.of(2)));
        assertThat(verdicts.remove("lock wait")).isInstanceOf(Verdict.Unknown.class);
        assertThat(verdicts.remove("PHP error")).isInstanceOf(Verdict.Unknown.class);
        assertThat(verdicts.remove("record_statistics = 0")).isInstanceOf(Verdict.NotNow.class);
        for (String begun : Set.of("error in the middle", "error first", "deadlock", "debug, error", "commit fails")) {
            perhapsCounted(verdicts.remove(begun), 3);
        }
        perhapsCounted(verdicts.remove("error alone"), 1);
        perhapsCounted(verdicts.remove("error in the middle, another token"), 3);
        perhapsCounted(verdicts.remove("error first, another token"), 3);
        perhapsCounted(verdicts.remove("error behind an invalid one"), 3);
        perhapsCounted(verdicts.remove("error without transaction"), 3);
        for (String before :
                Set.of("database away", "database away without transaction", "a plugin refuses the call")) {
            perhapsCounted(verdicts.remove(before), 0);
        }
        assertThat(verdicts).as("and no other").isEmpty();
    }
}
