/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.settings.Goal;
import io.github.trackreplay.tracking.url.PageUrls;
import io.github.trackreplay.tracking.url.ParameterFilter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DerivedListsTest {
    private final DerivedLists lists = new DerivedLists();

    private PageUrls urls(List<String> excluded, boolean keepFragment) {
        return lists.urls(lists.parameters(excluded, ParameterFilter::of), keepFragment, 1024);
    }

    private static Goal goal(String revenue) {
        return new Goal(1, "url", "/thanks", "contains", false, false, new BigDecimal(revenue), false);
    }

    @Test
    void sitesWithEqualListsShareWhatIsDerivedOfThem() {
        List<String> one = List.of("token", "/utm_.*/");
        List<String> other = new ArrayList<>(one);
        assertThat(urls(one, true)).isSameAs(urls(other, true));
        assertThat(lists.addresses(one)).isSameAs(lists.addresses(other));
        assertThat(lists.userAgents(one, true)).isSameAs(lists.userAgents(other, true));
        PageUrls urls = urls(one, true);
        assertThat(lists.search(urls, one, other)).isSameAs(lists.search(urls, other, one));
        assertThat(lists.goals(urls, List.of(goal("10")))).isSameAs(lists.goals(urls, List.of(goal("10"))));
    }

    @Test
    void whatDiffersIsDerivedByItself() {
        List<String> one = List.of("token");
        List<String> other = List.of("secret");
        assertThat(urls(one, true)).isNotSameAs(urls(one, false)).isNotSameAs(urls(other, true));
        assertThat(urls(one, true).page("https://a.example/?token=1&secret=2")).contains("https://a.example/?secret=2");
        assertThat(urls(other, true).page("https://a.example/?token=1&secret=2"))
                .contains("https://a.example/?token=1");
        PageUrls urls = urls(one, true);
        assertThat(lists.search(urls, one, other)).isNotSameAs(lists.search(urls, other, other));
        assertThat(lists.goals(urls, List.of(goal("10"))))
                .isNotSameAs(lists.goals(urls, List.of(goal("11"))))
                .isNotSameAs(lists.goals(urls(other, true), List.of(goal("10"))));
    }
}
