/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AnswerJudgeTest {
    private final AnswerJudge judge = new AnswerJudge(false);

    private Verdict of(int status, String body) {
        return judge.of(new BulkAnswer(status, "", body), 3, true);
    }

    private static int perhapsCounted(Verdict verdict) {
        return ((Verdict.Failed) verdict).most();
    }

    @Test
    void matomosOwnCountIsBelieved() {
        assertThat(of(200, "{\"status\":\"success\",\"tracked\":3,\"invalid\":0}"))
                .isEqualTo(new Verdict.Tracked(Set.of()));
        assertThat(of(200, "{\"status\":\"success\",\"tracked\":2,\"invalid\":1,\"invalid_indices\":[1]}"))
                .isEqualTo(new Verdict.Tracked(Set.of(1)));
    }

    @Test
    void invalidOnesWithoutNamesAreNotGuessed() {
        assertThat(of(200, "{\"status\":\"success\",\"tracked\":2,\"invalid\":1}"))
                .isEqualTo(new Verdict.Unnamed(1));
        assertThat(of(200, "{\"status\":\"success\",\"tracked\":1,\"invalid\":2,\"invalid_indices\":[1,1,7]}"))
                .isEqualTo(new Verdict.Unnamed(2));
    }

    @Test
    void aSuccessThatCountedNothingIsNone() {
        assertThat(of(200, "{\"status\":\"success\",\"tracked\":0,\"invalid\":0}"))
                .isInstanceOfSatisfying(
                        Verdict.NotNow.class, v -> assertThat(v.why()).contains("record_statistics"));
    }

    @Test
    void aCountThatIsNotOursIsUnknown() {
        assertThat(of(200, "{\"status\":\"success\",\"tracked\":2,\"invalid\":0}"))
                .isInstanceOfSatisfying(
                        Verdict.Unknown.class, v -> assertThat(v.most()).isEqualTo(3));
    }

    @Test
    void whatIsNotMatomosJsonProvesNothing() {
        for (String body : List.of("", "GIF89a", "<html>", "{\"status\":\"fine\"}", "[]", "{\"tracked\":3")) {
            assertThat(of(200, body)).as(body).isInstanceOf(Verdict.Refuses.class);
        }
        assertThat(of(204, "")).isInstanceOf(Verdict.Refuses.class);
    }

    @Test
    void aQueueSaysNothingAndIsBelievedOnlyWhereItIsKnownToBeThere() {
        AnswerJudge queued = new AnswerJudge(true);
        assertThat(queued.of(new BulkAnswer(200, "", "GIF89a"), 3, false)).isEqualTo(new Verdict.Tracked(Set.of()));
        assertThat(queued.of(new BulkAnswer(204, "", ""), 3, false)).isEqualTo(new Verdict.Tracked(Set.of()));
        assertThat(queued.of(new BulkAnswer(200, "", "<html>"), 3, false)).isInstanceOf(Verdict.Refuses.class);
    }

    @Test
    void whatTheServerDidNotTakeIsOfferedAgainWithoutDoubt() {
        assertThat(of(429, "")).isInstanceOf(Verdict.NotNow.class);
        assertThat(of(413, ""))
                .isInstanceOfSatisfying(
                        Verdict.Divide.class, v -> assertThat(v.tooLarge()).isTrue());
        assertThat(of(400, "{\"status\":\"error\",\"tracked\":0,\"invalid\":0}"))
                .isInstanceOfSatisfying(
                        Verdict.Divide.class, v -> assertThat(v.tooLarge()).isFalse());
    }

    /** It answers so where its database is away, before it has asked whose token it is. */
    @Test
    void anErrorBeforeTheFirstRequestHasCountedNothing() {
        for (int status : List.of(500, 503, 200)) {
            assertThat(perhapsCounted(of(status, "{\"status\":\"error\",\"tracked\":0,\"invalid\":0}")))
                    .isZero();
        }
    }

    /** Matomo counts the invalid ones only behind the last request, so what it had counted before the error need not be the first ones. */
    @Test
    void anErrorWithARequestLeavesAllOfTheCallInDoubt() {
        for (String answer : List.of(
                "{\"status\":\"error\",\"tracked\":0,\"invalid\":0,\"invalid_indices\":[]}",
                "{\"status\":\"error\",\"tracked\":1,\"invalid\":0,\"invalid_indices\":[]}",
                "{\"status\":\"error\",\"tracked\":1,\"invalid\":0}",
                "{\"status\":\"error\",\"tracked\":2,\"invalid\":1,\"invalid_indices\":[1]}")) {
            assertThat(perhapsCounted(of(500, answer))).as(answer).isEqualTo(3);
        }
        assertThat(of(500, "{\"status\":\"error\",\"tracked\":1,\"invalid\":1,\"message\":\"gone away\"}"))
                .isInstanceOfSatisfying(
                        Verdict.Failed.class, v -> assertThat(v.why()).contains("gone away"));
    }

    @Test
    void whereInvalidOnesAreNeverNamedNothingSaysThatItHasNotBegun() {
        assertThat(perhapsCounted(judge.of(
                        new BulkAnswer(500, "", "{\"status\":\"error\",\"tracked\":0,\"invalid\":0}"), 1, false)))
                .isEqualTo(1);
    }

    @Test
    void anErrorOfWhoeverElseLeavesAllInDoubt() {
        for (int status : List.of(500, 502, 503, 504, 408)) {
            for (String body : List.of("<html>", "", "{\"message\":\"Endpoint request timed out\"}")) {
                assertThat(of(status, body))
                        .as(status + " " + body)
                        .isInstanceOfSatisfying(
                                Verdict.Unknown.class, v -> assertThat(v.most()).isEqualTo(3));
            }
        }
    }

    @Test
    void whatAnAdministratorMustMendIsSaid() {
        assertThat(((Verdict.Refuses) of(401, "")).why()).contains("token");
        assertThat(((Verdict.Refuses) of(403, "")).why()).contains("token");
        assertThat(((Verdict.Refuses) of(404, "")).why()).contains("endpoint");
        assertThat(((Verdict.Refuses) judge.of(new BulkAnswer(301, "https://x/", ""), 1, true)).why())
                .contains("https://x/");
    }

    @Property(tries = 500)
    void noAnswerIsWithoutAVerdictAndNoneCountsWhatWasNotSent(
            @ForAll @IntRange(min = 100, max = 599) int status,
            @ForAll String body,
            @ForAll @IntRange(min = 0, max = 9) int tracked,
            @ForAll @IntRange(min = 0, max = 9) int invalid) {
        assertThat(of(status, body)).isNotNull();
        Verdict verdict =
                of(status, "{\"status\":\"success\",\"tracked\":" + tracked + ",\"invalid\":" + invalid + "}");
        assertThat(verdict).isNotNull();
        if (verdict instanceof Verdict.Tracked) {
            assertThat(status).isBetween(200, 299);
            assertThat(tracked + invalid).isEqualTo(3);
        }
    }
}
