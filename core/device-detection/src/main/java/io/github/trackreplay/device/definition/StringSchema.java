/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.definition;

import java.util.HashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;
import org.snakeyaml.engine.v2.schema.Schema;

/** Every scalar is a string, also one that is left out: the definitions know no numbers, truth values or nulls. An empty file is null. */
final class StringSchema implements Schema {
    private final Schema failsafe = new FailsafeSchema();

    @Override
    public ScalarResolver getScalarResolver() {
        return (value, implicit) -> Tag.STR;
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
        Map<Tag, ConstructNode> constructors = new HashMap<>(failsafe.getSchemaTagConstructors());
        constructors.put(Tag.NULL, node -> null);
        return constructors;
    }
}
