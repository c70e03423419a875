/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.referrer.ReferrerDefinitions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What definitions of referrers are made of: what Matomo has fetched into its options, as far as that counts, and the files of its
 * directory. Making them takes up to seconds in a program that has just begun, so whoever has made them of the same texts keeps them.
 *
 * @param engines option of search engines
 * @param socials option of social networks
 * @param assistants option of AI assistants
 * @param engineFile that of Matomo's directory, as are the others
 */
record ReferrerTexts(
        Optional<String> engines,
        Optional<String> socials,
        Optional<String> assistants,
        DefinitionFile engineFile,
        DefinitionFile socialFile,
        DefinitionFile assistantFile) {

    /** Reads files beside what was fetched; those that cannot be read are missed only where they are needed. */
    static ReferrerTexts of(
            Optional<String> engines, Optional<String> socials, Optional<String> assistants, Optional<Path> files) {
        return new ReferrerTexts(
                engines,
                socials,
                assistants,
                DefinitionFile.of(files, "SearchEngines.yml"),
                DefinitionFile.of(files, "Socials.yml"),
                DefinitionFile.of(files, "AIAssistants.yml"));
    }

    /** @throws IOException if a file is missing, or cannot be read, that is needed */
    ReferrerDefinitions definitions() throws IOException {
        Optional<ReferrerDefinitions> fetched = engines.isEmpty() || socials.isEmpty()
                ? Optional.empty()
                : ReferrerDefinitions.ofOptions(engines.get(), socials.get(), assistants);
        if (fetched.isPresent()) {
            return assistants.isPresent() ? fetched.get() : fetched.get().withAssistants(assistantFile.found());
        }
        if (engineFile instanceof DefinitionFile.Nowhere) {
            return ReferrerDefinitions.builtIn();
        }
        return ReferrerDefinitions.ofYaml(engineFile.required(), socialFile.required(), Optional.empty())
                .withAssistants(assistantFile.found());
    }
}
