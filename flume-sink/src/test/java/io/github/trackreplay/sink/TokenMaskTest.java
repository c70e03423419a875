/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.token.TokenMask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenMaskTest {
    private final TokenMask mask = new TokenMask(token -> "#" + token.length());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token_auth=secret&idsite=1",
                "idsite=1&token_auth=secret",
                "idsite=1&token%5Fauth=se%63ret",
                "%74oken_auth=secret",
                "token.auth=secret",
                "+token+auth=secret&idsite=1",
                "token[auth=secret",
                "token_auth%00=secret",
                "token_auth%00x=secret",
                "token_auth[]=secret",
                "token%5Fauth%5Bx%5D=secret",
                "TOKEN_AUTH=secret",
                "token%255Fauth=secret"
            })
    void noTokenRemainsInAQuery(String query) {
        String masked = mask.mask(FrontendLog.request(0, 1, 0, 0, query)).query();

        assertThat(masked).doesNotContain("cret").contains("=#6");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "idsite=7;token_auth=secret",
                "idsite=7#token_auth=secret",
                "url=https%3A%2F%2Fa.example%2F%3Ftoken_auth%3Dsecret&idsite=7",
                "--X\r\nContent-Disposition: form-data; name=token_auth\r\n\r\nsecret\r\n"
            })
    void noTokenRemainsInARequestThatIsKept(String form) {
        TrackingRequest plain = FrontendLog.request(0, 1, 0, 0, form);
        TrackingRequest.Call call = plain.call();
        TrackingRequest.Client client = new TrackingRequest.Client(
                "192.0.2.1",
                "an agent?token_auth=secret",
                "https://a.example/?token_auth=secret",
                "de",
                Map.of("cookie", "a=b; token_auth=secret", "authorization", "Bearer secret"));
        TrackingRequest request = plain.with(new TrackingRequest.Call(
                        "POST", "/matomo.php;token_auth=secret", form, Optional.of(form), call.bulkToken(), 200))
                .with(client);

        assertThat(mask.kept(mask.mask(request)).toString())
                .doesNotContain("cret")
                .contains("#6");
    }

    /** It may be replayed when the cause is mended, and is then recorded as it is kept. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "action_name=Authorization%20Code%20Flow%20explained&url=https%3A%2F%2Fa.example%2Fbearer_token_authentication",
                "action_name=Authorization+form+for+customers&search=The+bearer+of+good+news+arrives+tomorrow",
                "action_name=authorization: the whole_story_of_its_reform"
            })
    void whatOnlySpeaksOfTokensIsKeptAsItIs(String query) {
        TrackingRequest request = FrontendLog.request(0, 1, 0, 0, query);

        assertThat(mask.kept(mask.mask(request))).isEqualTo(request);
    }

    @Test
    void aHeaderWithinAParameterIsNotKept() {
        TrackingRequest request = FrontendLog.request(
                0, 1, 0, 0, "idsite=1&x=Authorization%3A%20Bearer%200123456789abcdef0123456789abcdef");

        assertThat(mask.kept(mask.mask(request)).query()).isEqualTo("idsite=1&x=Authorization%3A%20Bearer%20#32");
    }

    @Test
    void aTokenOfARequestThatIsKeptIsReplacedByItsHashAndNotByTheHashOfThat() {
        TrackingRequest request = FrontendLog.request(0, 1, 0, 0, "token_auth=secret&idsite=7");

        assertThat(mask.kept(mask.mask(request)).query()).isEqualTo("token_auth=#6&idsite=7");
    }

    @Test
    void everythingElseStaysAsItIs() {
        String query = "url=https%3A%2F%2Fexample.org%2F%3Ftoken%3D1&action_name=token_auth&a&=b&&c=";

        assertThat(mask.mask(FrontendLog.request(0, 1, 0, 0, query)).query()).isEqualTo(query);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /matomo.php?idsite=1&token_auth=secret HTTP/1.1",
                "{\"requests\":[],\"token_auth\":\"secret\"}",
                "\"{\\\"requests\\\":[],\\\"token_auth\\\": \\\"secret\\\"}\"",
                "body=\"{\\x22token_auth\\x22:\\x22secret\\x22}\"",
                "GET /matomo.php?idsite=1&token%5Fauth=secret HTTP/1.1",
                "GET /matomo.php?idsite=1&token_auth=se%63ret&idsite=1",
                "GET /matomo.php?idsite=1&%74oken.auth=secret HTTP/1.1",
                "{\"token\\u005fauth\":\"secret\"}",
                "{\\x22token\\\\u005fauth\\x22:\\x22se\\\\u0063ret\\x22}",
                "{\"token_auth\" :\t\"secret\"}",
                "{\"body\":\"token%255Fauth%253Dsecret\"}",
                "GET /matomo.php?urlref=https%3A%2F%2Fa%2F%3Ftoken_auth%3Dsecret%26b%3D1 HTTP/1.1",
                "--x\r\nContent-Disposition: form-data; name=\"token_auth\"\r\n\r\nsecret\r\n--x",
                "--x\\x0D\\x0AContent-Disposition: form-data; name=\\x22token_auth\\x22; a=b\\x0D\\x0AContent-Type: text/plain"
                        + "\\x0D\\x0A\\x0D\\x0Asecret\\x0D\\x0A--x",
                "{\"request_body\":\"--x\\r\\nContent-Disposition: form-data; name=\\\"token_auth\\\"\\r\\n\\r\\nsecret\\r\\n\"}"
            })
    void noTokenRemainsInARawLine(String line) {
        byte[] masked = mask.mask(line.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(new String(masked, StandardCharsets.ISO_8859_1))
                .doesNotContain("cret")
                .contains("#6");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Authorization: Bearer 0123456789abcdef0123456789abcdef\"",
                "{\"authorization\":\"bearer 0123456789abcdef0123456789abcdef\"}",
                "x=Bearer%200123456789abcdef0123456789abcdef&y",
                "{\\x22Authorization\\x22:\\x22Basic 0123456789abcdef0123456789abcdef\\x22}"
            })
    void noBearerTokenRemainsInARawLine(String line) {
        assertThat(masked(line)).doesNotContain("0123456789").contains("#32");
    }

    @Test
    void noTokenRemainsInALoggedAuthorization() {
        TrackingRequest plain = FrontendLog.request(0, 1, 0, 0, "idsite=1");
        TrackingRequest request = plain.withHeaders(Map.of("authorization", "Bearer secret", "dnt", "1"));

        assertThat(mask.mask(request).headers())
                .containsEntry("authorization", "Bearer #6")
                .containsEntry("dnt", "1");
    }

    @Test
    void whatIsCompressedIsUnpackedAndMasked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write("a token_auth=secret b".getBytes(StandardCharsets.ISO_8859_1));
        }

        assertThat(new String(mask.mask(packed.toByteArray()), StandardCharsets.ISO_8859_1))
                .isEqualTo("a token_auth=#6 b");
        byte[] noGzip = {0x1f, (byte) 0x8b, 1, 2, 3};
        assertThat(mask.mask(noGzip)).isEqualTo(noGzip);
    }

    @Test
    void textWithoutTokensStaysByteForByte() {
        for (String line : List.of(
                "GET /?token_aut=1 HTTP/1.1",
                "token_auth",
                "token_auth=&a",
                "bearer of news",
                "%",
                "\\",
                "\\u12",
                "token_auth\"",
                "name=\"token_auth\"\r\n")) {
            assertThat(masked(line)).isEqualTo(line);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token_auth[]=%s&a",
                "token_auth%%5B0%%5D=%s&a",
                "token_auth = %s",
                "token_auth=\"%s\"",
                "token_auth=\\\"%s\\\"",
                "token_auth=\"\"%s\"\"",
                "token_auth\t=\t'%s'",
                "'token_auth':'%s'",
                "{\"token_auth\":[\"%s\"]}",
                "form-data; name=token_auth\r\n\r\n%s\r\n--",
                "form-data; name='token_auth'\\r\\n\\r\\n%s\\r\\n--"
            })
    void noTokenRemainsHoweverItIsQuotedOrIndexed(String line) {
        String secret = "0123456789abcdef0123456789abcdef";
        assertThat(masked(line.formatted(secret))).isEqualTo(line.formatted("#32"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"query\":\"idsite=1&token_auth=\",\"status\":200}",
                "{\\\"query\\\":\\\"idsite=1&token_auth=\\\",\\\"status\\\":200}",
                "{\\x22query\\x22:\\x22idsite=1&token_auth=\\x22,\\x22status\\x22:200}",
                "GET /matomo.php idsite=1&token_auth= 200 0 15",
                "GET /matomo.php\tidsite=1&token_auth=\t200\t0\t15",
                "\"GET /matomo.php?idsite=1&token_auth= HTTP/1.1\" 200 43",
                "\"GET / HTTP/1.1\" 200 43 \"https://x/?token_auth=\" \"Mozilla/5.0 (X11)\"",
                "query='token_auth=' agent='Mozilla'",
                "{\"token_auth\":[],\"status\":[\"a\"]}",
                "{\"token_auth\":\"\",\"status\":\"a\"}"
            })
    void anEmptyValueMasksNothingBehindIt(String line) {
        assertThat(masked(line)).isEqualTo(line);
    }

    @Test
    void anEmptyValueInABulkRequestHidesNeitherTheRequestsNorItsToken() {
        assertThat(masked("{\"requests\":[\"?idsite=1&token_auth=\"],\"token_auth\":\"secret\"}"))
                .isEqualTo("{\"requests\":[\"?idsite=1&token_auth=\"],\"token_auth\":\"#6\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"token_auth\":[\"x\",\"secret\"],\"a\":[\"b\",\"c\"]}",
                "{'token_auth':[ 'x' , 'secret' ],'a':['b','c']}",
                "{\\\"token_auth\\\":[\\\"x\\\",\\\"secret\\\"],\\\"a\\\":[\\\"b\\\"]}",
                "{\"token_auth\":[\"\",\"x\",\"secret\"],\"a\":[\"b\",\"c\"]}"
            })
    void ofAListAllElementsAreMasked(String line) {
        assertThat(masked(line)).isEqualTo(line.replace("secret", "#6").replace("x", "#1"));
    }

    @Test
    void whatStandsWithinAValueIsMaskedWithIt() {
        assertThat(masked("authorization=a+authorization=b+secret x authorization: c secret"))
                .doesNotContain("secret")
                .startsWith("authorization=a+#")
                .contains(" x authorization: c #");
    }

    @Test
    void hostileRepetitionsCostLinearWork() {
        for (String piece : List.of(
                "token_auth=",
                "token_auth\"",
                "name=\"token_auth\"\n",
                "%25",
                "\\\\",
                "bearer ",
                "authorization=a+",
                "authorization: a ",
                "token_auth ",
                "token_auth[",
                "token_auth\":[",
                "token_auth\":[\"",
                "token_auth\":['',")) {
            assertThat(masked(piece.repeat(300_000 / piece.length()))).isNotNull();
        }
        for (String piece : List.of("&", "a&", "token_auth&", "&&x&", "=&", "authorization &")) {
            String pairs = piece.repeat(1_000_000 / piece.length());
            assertThat(mask.kept(FrontendLog.request(0, 1, 0, 0, pairs)).query())
                    .isEqualTo(pairs);
        }
        String names = "token_auth&".repeat(1_000_000);
        assertThat(mask.mask(FrontendLog.request(0, 1, 0, 0, names)).query()).isEqualTo(names);
    }

    private String masked(String line) {
        return new String(mask.mask(line.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
    }
}
