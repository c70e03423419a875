/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Json;
import io.github.trackreplay.php.PhpArray;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tracking parameter `uadata` as PHP's {@code json_decode} does. Never throws: what is no JSON object has no members.
 * Numbers are {@link Long}s or {@link Double}s, as in PHP.
 */
final class UaData {
    private UaData() {}

    static Map<String, @Nullable Object> read(String json) {
        boolean object = json.stripLeading().startsWith("{");
        return object && Json.decode(ByteText.bytes(json)) instanceof PhpArray members
                ? members.mapStrings(UaData::escaped).toMap()
                : Map.of();
    }

    private static String escaped(String bytes) {
        return HtmlEscaping.escape(ByteText.text(bytes));
    }
}
