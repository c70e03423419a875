/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Html;
import io.github.trackreplay.php.Json;
import io.github.trackreplay.php.PhpArray;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tracking parameter `uadata` as Matomo's {@code Common::getRequestVar} does what is JSON: PHP's {@code json_decode},
 * then {@code Common::sanitizeInputValues}. Never throws: what is no JSON object has no members.
 * Numbers are {@link Long}s or {@link Double}s, as in PHP.
 */
final class UaData {
    private UaData() {}

    static Map<String, @Nullable Object> read(String json) {
        boolean object = json.stripLeading().startsWith("{");
        return object && Json.decode(ByteText.bytes(json)) instanceof PhpArray members
                ? Html.sanitize(members).mapStrings(ByteText::text).toMap()
                : Map.of();
    }
}
