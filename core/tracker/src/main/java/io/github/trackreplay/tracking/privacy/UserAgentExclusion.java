/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.privacy;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Html;
import io.github.trackreplay.php.PhpRegex;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The excluded user agents of a site and of all sites: parts of the text in any case, or PHP regular expressions. Immutable. */
public final class UserAgentExclusion {
    private final List<Entry> entries;
    private final boolean all;

    private record Entry(String part, Optional<PhpRegex> pattern) {}

    private UserAgentExclusion(List<Entry> entries, boolean all) {
        this.entries = entries;
        this.all = all;
    }

    /**
     * Reads the entries of Matomo's settings, the global ones first.
     *
     * @param all whether every regular expression is tried; otherwise the first that is reached decides, so entries after it
     *     have no effect, as in Matomo before 5.7
     */
    public static UserAgentExclusion of(Collection<String> entries, boolean all) {
        return new UserAgentExclusion(
                entries.stream()
                        .map(ByteText::bytes)
                        .map(entry -> new Entry(entry, PhpRegex.compile(entry)))
                        .toList(),
                all);
    }

    /**
     * Whether a user agent is excluded. Source of the rule: Matomo's {@code core/Tracker/VisitExcluded::isUserAgentExcluded}.
     *
     * @param userAgent as the request gives it, escaped or not
     */
    public boolean excludes(String userAgent) {
        if (entries.isEmpty()) {
            return false;
        }
        String bytes = Html.unsanitize(ByteText.bytes(userAgent));
        for (Entry entry : entries) {
            if (Ascii.indexOfIgnoreCase(bytes, entry.part()) >= 0) {
                return true;
            }
            if (entry.pattern().isPresent()) {
                boolean found = entry.pattern().get().find(bytes);
                if (found || !all) {
                    return found;
                }
            }
        }
        return false;
    }
}
