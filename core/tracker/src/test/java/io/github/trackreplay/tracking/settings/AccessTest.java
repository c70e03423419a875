/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessTest {
    private static final String SALT = "0f1e";
    private static final String TOKEN = "c3ntral";
    private final String hash =
            Hashing.sha512().hashString(TOKEN + SALT, StandardCharsets.UTF_8).toString();
    private final Access access = new Access(SALT, Set.of(), Set.of(), Map.of(1, Set.of(hash)));

    @Test
    void aStoredTokenAllowsWhatTheTokenAllows() {
        assertThat(access.allows(1, TOKEN, false)).isTrue();
        assertThat(access.allows(1, access.hashed(TOKEN), false)).isTrue();
        assertThat(access.allows(2, access.hashed(TOKEN), false)).isFalse();
    }

    @Test
    void aStoredFormThatSomebodySendsAsATokenAllowsNothing() {
        String sent = access.hashed(TOKEN);

        assertThat(access.allows(1, access.hashed(sent), false)).isFalse();
    }

    @Test
    void aSecureTokenOfASuperUserCountsOnlyWhenItIsPosted() {
        Access secure = new Access(SALT, Set.of(), Set.of(hash), Map.of());

        assertThat(secure.allows(1, TOKEN, true)).isTrue();
        assertThat(secure.allows(1, TOKEN, false)).isFalse();
    }
}
