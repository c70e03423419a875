/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.privacy;

import io.github.trackreplay.tracking.text.Ascii;
import io.github.trackreplay.tracking.text.ByteText;
import io.github.trackreplay.tracking.text.Html;
import io.github.trackreplay.tracking.text.PhpRegex;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The excluded user agents of a site and of all sites: parts of the text in any case, or PHP regular expressions. Immutable. */
public final class UserAgentExclusion {
    private final List<Entry> entries;

    private record Entry(String part, Optional<PhpRegex> pattern) {}

    private UserAgentExclusion(List<Entry> entries) {
        this.entries = entries;
    }

    /** Reads the entries of Matomo's settings, the global ones first. */
    public static UserAgentExclusion of(Collection<String> entries) {
        return new UserAgentExclusion(entries.stream()
                .map(ByteText::bytes)
                .map(entry -> new Entry(entry, PhpRegex.compile(entry)))
                .toList());
    }

    /**
     * Whether a user agent is excluded. The first regular expression that is reached decides, so entries after it have no
     * effect: that is Matomo's rule.
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
                return entry.pattern().get().find(bytes);
            }
        }
        return false;
    }
}
