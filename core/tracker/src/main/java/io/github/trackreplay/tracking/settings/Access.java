/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whose {@code token_auth} counts: super users everywhere, users with write or admin access for their sites.
 *
 * @param salt {@code [General] salt}
 * @param superUserTokens {@code user_token_auth.password} of super users' tokens that have not expired
 * @param postedSuperUserTokens the same of those that count only when they are sent in a form's body, not in a URL
 * @param siteTokens the same of users with write or admin access, by site
 */
public record Access(
        String salt,
        Set<String> superUserTokens,
        Set<String> postedSuperUserTokens,
        Map<Integer, Set<String>> siteTokens) {
    /** What a token that was replaced by its hash starts with. */
    public static final String HASHED = "trackreplay-sha512:";

    /** The same where what was replaced did not look like a token. */
    private static final String HASHED_ODD = "trackreplay-sha512-odd:";

    /** Source: Matomo's {@code core/Tracker/Request::authenticateTrackingApi}. */
    private static final Pattern PLAUSIBLE = Pattern.compile("[0-9A-Za-z_]{28,36}\n?");

    public Access {
        superUserTokens = Set.copyOf(superUserTokens);
        postedSuperUserTokens = Set.copyOf(postedSuperUserTokens);
        siteTokens = Map.copyOf(siteTokens);
    }

    /** Nobody's token counts. */
    public static Access none() {
        return new Access("", Set.of(), Set.of(), Map.of());
    }

    /**
     * Whether a token, plain or replaced by {@link #hashed}, may override time, address, place and the like.
     *
     * @param posted whether it came in a form's body and no other in the URL
     */
    public boolean allows(int idSite, String token, boolean posted) {
        if (token.isEmpty()) {
            return false;
        }
        String hash = hashOf(token);
        return superUserTokens.contains(hash)
                || (posted && postedSuperUserTokens.contains(hash))
                || siteTokens.getOrDefault(idSite, Set.of()).contains(hash);
    }

    /** Whether a token, plain or replaced by {@link #hashed}, is one of somebody who may write to any site. */
    public boolean knows(String token) {
        if (token.isEmpty()) {
            return false;
        }
        String hash = hashOf(token);
        return superUserTokens.contains(hash)
                || postedSuperUserTokens.contains(hash)
                || siteTokens.values().stream().anyMatch(tokens -> tokens.contains(hash));
    }

    private String hashOf(String token) {
        return token.startsWith(HASHED)
                ? token.substring(HASHED.length())
                : token.startsWith(HASHED_ODD) ? token.substring(HASHED_ODD.length()) : hash(token);
    }

    /**
     * The form in which a token may be stored: still allows the same, but the token cannot be had from it. To be applied
     * exactly once to everything that comes from outside, so that a stored form that somebody read in our tables and
     * sends as a token allows nothing.
     */
    public String hashed(String token) {
        return token.isEmpty() ? token : (PLAUSIBLE.matcher(token).matches() ? HASHED : HASHED_ODD) + hash(token);
    }

    /** Whether a token, plain or replaced, looks like one of Matomo's. */
    public static boolean isPlausible(String token) {
        return token.startsWith(HASHED) || PLAUSIBLE.matcher(token).matches();
    }

    private String hash(String token) {
        return Hashing.sha512().hashString(token + salt, StandardCharsets.UTF_8).toString();
    }
}
