/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestParametersTest {
    private static RequestParameters of(String query) {
        return RequestParameters.of(query, Optional.empty(), "", true);
    }

    @Test
    void theQueryWinsOverTheBody() {
        RequestParameters parameters =
                RequestParameters.of("uid=get&a=1", Optional.of("uid=post&action_name=T"), "", true);

        assertThat(parameters.get(Parameter.USER_ID)).isEqualTo("get");
        assertThat(parameters.get(Parameter.ACTION_NAME)).isEqualTo("T");
    }

    @Test
    void withoutUrlsTheReferrerHeaderIsThePage() {
        RequestParameters parameters =
                RequestParameters.of("idsite=1&url=0", Optional.empty(), "https://a.example/x", true);

        assertThat(parameters.get(Parameter.URL)).isEqualTo("https://a.example/x");
        assertThat(parameters.raw("url")).contains("0");
        assertThat(RequestParameters.of("urlref=x", Optional.empty(), "https://a.example/x", true)
                        .get(Parameter.URL))
                .isEmpty();
    }

    @Test
    void textIsDecodedAndCleaned() {
        assertThat(of("action_name=50%25+off+%26+%22more%22").get(Parameter.ACTION_NAME))
                .isEqualTo("50% off &amp; &quot;more&quot;");
        assertThat(of("action_name=caf%E9").get(Parameter.ACTION_NAME)).isEqualTo("café");
        assertThat(of("action_name=%F0%9F%98%80").get(Parameter.ACTION_NAME)).isEqualTo("😀");
    }

    @Test
    void anArrayIsNoText() {
        assertThat(of("uid[]=x").get(Parameter.USER_ID)).isEmpty();
        assertThat(of("uid[]=x").has(Parameter.USER_ID)).isTrue();
    }

    @Test
    void aWholeNumberMayBeWrittenAsADecimalOne() {
        assertThat(of("idsite=1.0").get(Parameter.SITE)).isEqualTo(1);
        assertThat(of("idsite=%201").get(Parameter.SITE)).isEqualTo(1);
        assertThat(of("idsite=1e2").get(Parameter.SITE)).isEqualTo(100);
        assertThat(of("idsite=%2649;").get(Parameter.SITE)).isZero();
        assertThat(of("idsite=%26%2349;").get(Parameter.SITE)).isEqualTo(1);
        assertThat(of("idsite=1a").get(Parameter.SITE)).isZero();
        assertThat(of("search_count=").get(Parameter.SEARCH_COUNT)).isEqualTo(-1);
        assertThat(of("search_count=x").get(Parameter.SEARCH_COUNT)).isEqualTo(-1);
        assertThat(of("idgoal[]=1").get(Parameter.GOAL)).isEqualTo(-1);
    }

    @Test
    void aDecimalNumberIsNothingWhenMissingAndZeroWhenWrong() {
        assertThat(of("e_v=").get(Parameter.EVENT_VALUE)).isEmpty();
        assertThat(of("").get(Parameter.EVENT_VALUE)).isEmpty();
        assertThat(of("e_v=abc").get(Parameter.EVENT_VALUE)).hasValue(0);
        assertThat(of("e_v=1.5").get(Parameter.EVENT_VALUE)).hasValue(1.5);
        assertThat(of("e_v=-.5e1").get(Parameter.EVENT_VALUE)).hasValue(-5);
        assertThat(of("e_v=%201").get(Parameter.EVENT_VALUE)).hasValue(0);
    }

    @Test
    void aDecimalCommaPassesAndThenCutsTheNumber() {
        assertThat(of("revenue=1,5").get(Parameter.REVENUE)).hasValue(1);
        assertThat(of("revenue=,5").get(Parameter.REVENUE)).hasValue(0);
    }

    @Test
    void anArrayForADecimalNumberStopsTheRequest() {
        RequestParameters parameters = of("e_v[]=1");
        assertThatThrownBy(() -> parameters.get(Parameter.EVENT_VALUE)).isInstanceOf(ParameterTypeException.class);
    }

    @Test
    void jsonIsCleanedKeysIncluded() {
        assertThat(of("ec_items=%5B%5B%22a%26b%22,1,2.5%5D%5D").json("ec_items"))
                .hasValueSatisfying(items -> assertThat(items).hasToString("{0={0=a&amp;b, 1=1, 2=2.5}}"));
        assertThat(of("x=%7B%22a%3E%22:1,%22b%22:2%7D").json("x"))
                .hasValueSatisfying(items -> assertThat(items).hasToString("{b=2, a&gt;=1}"));
        assertThat(of("x=nonsense").json("x"))
                .hasValueSatisfying(items -> assertThat(items.isEmpty()).isTrue());
        assertThat(of("x=").json("x")).isEmpty();
    }

    @Test
    void rawValuesKeepBytesThatAreNotUtf8() {
        assertThat(of("pk=a%E9&b=<").raw("pk")).contains("a\uDCE9");
        assertThat(of("pk=a%E9&b=<").raw("b")).contains("<");
    }

    @Test
    void charactersThatTheDatabaseCannotHoldAreReplaced() {
        assertThat(RequestParameters.of("uid=%F0%9F%98%80x", Optional.empty(), "", false)
                        .get(Parameter.USER_ID))
                .isEqualTo("\uFFFDx");
    }

    @Test
    void aValueSetLaterIsReadLikeOneThatCame() {
        RequestParameters parameters = of("cdt=5").with("url", "a&b");
        assertThat(parameters.get(Parameter.URL)).isEqualTo("a&amp;b");
        assertThat(parameters.get(Parameter.CLIENT_TIME)).isEqualTo("5");
    }
}
