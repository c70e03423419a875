/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.signature.PackSignature.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PackSignatureTest {
    private static final String SECRET = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    private static final String OTHER = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=";
    private static final SigningKeys KEYS = SigningKeys.parse(List.of("web1 new " + SECRET, "web1 old " + OTHER));
    private static final byte[] BODY = "body".getBytes(UTF_8);

    private final Map<String, String> headers = new HashMap<>(
            Map.of("trackreplay.stream", "web1", "trackreplay.start", "1", "host", "h", "datacenter", "a"));

    @Test
    void whatIsUnchangedIsSignedAndTheFirstKeySigns() {
        sign(KEYS);

        assertThat(headers.get("trackreplay.signature")).matches("new:[0-9a-f]{64}");
        assertThat(verdict()).isEqualTo(Verdict.SIGNED);
    }

    @Test
    void anOlderKeyIsAcceptedWhileItIsInTheFile() {
        sign(SigningKeys.parse(List.of("web1 old " + OTHER)));

        assertThat(verdict()).isEqualTo(Verdict.SIGNED);
        assertThat(PackSignature.verify(headers, BODY, SigningKeys.parse(List.of("web1 new " + SECRET))))
                .isEqualTo(Verdict.WRONG);
    }

    @Test
    void everyChangeOfBodyAndContractBreaksIt() {
        sign(KEYS);
        assertThat(PackSignature.verify(headers, "bodY".getBytes(UTF_8), KEYS)).isEqualTo(Verdict.WRONG);
        for (Map<String, String> change : List.of(
                Map.of("trackreplay.start", "2"),
                Map.of("host", "i"),
                Map.of("trackreplay.watermark", "5"),
                Map.of("trackreplay.start", "1trackreplay"),
                Map.of("trackreplay.signature", "new:" + "0".repeat(64)),
                Map.of("trackreplay.signature", "new:"),
                Map.of("trackreplay.signature", "nobody"),
                Map.of("trackreplay.signature", ""))) {
            Map<String, String> changed = new HashMap<>(headers);
            changed.putAll(change);
            assertThat(PackSignature.verify(changed, BODY, KEYS))
                    .as("%s", change)
                    .isEqualTo(Verdict.WRONG);
        }
        Map<String, String> fewer = new HashMap<>(headers);
        fewer.remove("host");
        assertThat(PackSignature.verify(fewer, BODY, KEYS)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void textThatMovesFromAValueToItsNeighbourBreaksIt() {
        headers.put("trackreplay.end", "23");
        sign(KEYS);
        headers.put("trackreplay.end", "2");
        headers.put("trackreplay.start", "31");

        assertThat(verdict()).isEqualTo(Verdict.WRONG);
    }

    @Test
    void whatTheHopAndOthersAddDoesNotMatter() {
        sign(KEYS);
        headers.put("trackreplay.insist", "true");
        headers.put("datacenter", "b");

        assertThat(verdict()).isEqualTo(Verdict.SIGNED);
    }

    @Test
    void theKeyOfOneStreamSignsNoOther() {
        SigningKeys both = SigningKeys.parse(List.of("web1 a " + SECRET, "web2 a " + OTHER));
        headers.put("trackreplay.stream", "web2");
        sign(SigningKeys.parse(List.of("web2 a " + SECRET)));

        assertThat(PackSignature.verify(headers, BODY, both)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void anUnsignedEventIsUnsigned() {
        assertThat(verdict()).isEqualTo(Verdict.UNSIGNED);
    }

    @Test
    void anAsteriskStandsForStreamsWithoutAKeyOfTheirOwn() {
        SigningKeys keys = SigningKeys.parse(List.of("# all", "* a " + SECRET, "", "web1 b " + OTHER));

        assertThat(keys.signing("web9")).map(SigningKeys.Key::id).contains("a");
        assertThat(keys.signing("web1")).map(SigningKeys.Key::id).contains("b");
        sign(SigningKeys.parse(List.of("* a " + SECRET)));
        assertThat(PackSignature.verify(headers, BODY, keys))
                .as("of another's key")
                .isEqualTo(Verdict.WRONG);
    }

    @Test
    void aFileOfKeysThatIsWrongSaysWhereAndWhatToDo() {
        assertThatThrownBy(() -> SigningKeys.parse(List.of("", "web1 " + SECRET)))
                .hasMessageContaining("other than three words in line 2");
        assertThatThrownBy(() -> SigningKeys.parse(List.of("web1 a b:c"))).hasMessageContaining("no Base64 in line 1");
        assertThatThrownBy(() -> SigningKeys.parse(List.of("web1 a c2hvcnQ=")))
                .hasMessageContaining("only 5 bytes")
                .hasMessageContaining("openssl rand -base64 32");
        assertThatThrownBy(() -> SigningKeys.parse(List.of("web1 a:b " + SECRET)))
                .hasMessageContaining("colon");
        assertThatThrownBy(() -> SigningKeys.parse(List.of("web1 a " + SECRET, "web1 a " + OTHER)))
                .hasMessageContaining("'web1 a' twice");
        assertThatThrownBy(() -> SigningKeys.parse(List.of("# none"))).hasMessageContaining("holds no key");
    }

    private void sign(SigningKeys keys) {
        PackSignature.sign(
                headers, BODY, keys.signing(headers.get("trackreplay.stream")).orElseThrow());
    }

    private Verdict verdict() {
        return PackSignature.verify(headers, BODY, KEYS);
    }
}
