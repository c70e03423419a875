/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.referrer.ReferrerDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What definitions of referrers are made of: what Matomo has fetched into its options, as far as that counts, and the files of its
 * installation. Making them takes up to seconds in a program that has just begun, so whoever has made them of the same texts keeps them.
 *
 * @param engines option of search engines
 * @param socials option of social networks
 * @param assistants option of AI assistants
 * @param files where the installation's own are; empty where it is not at hand
 */
record ReferrerTexts(
        Optional<String> engines,
        Optional<String> socials,
        Optional<String> assistants,
        Optional<Path> files,
        Optional<String> engineFile,
        Optional<String> socialFile,
        Optional<String> assistantFile) {

    /** Reads files beside what was fetched. */
    static ReferrerTexts of(
            Optional<String> engines, Optional<String> socials, Optional<String> assistants, Optional<Path> files)
            throws IOException {
        return new ReferrerTexts(
                engines,
                socials,
                assistants,
                files,
                text(files, "SearchEngines.yml"),
                text(files, "Socials.yml"),
                text(files, "AIAssistants.yml"));
    }

    private static Optional<String> text(Optional<Path> files, String name) throws IOException {
        Optional<Path> file = files.map(directory -> directory.resolve(name)).filter(Files::exists);
        return file.isEmpty() ? Optional.empty() : Optional.of(Files.readString(file.get()));
    }

    /** @throws IOException if a file is missing */
    ReferrerDefinitions definitions() throws IOException {
        Optional<ReferrerDefinitions> fetched = engines.isEmpty() || socials.isEmpty()
                ? Optional.empty()
                : ReferrerDefinitions.ofOptions(engines.get(), socials.get(), assistants);
        if (fetched.isPresent()) {
            return assistants.isPresent() ? fetched.get() : fetched.get().withAssistants(assistantFile);
        }
        if (files.isEmpty()) {
            return ReferrerDefinitions.builtIn();
        }
        return ReferrerDefinitions.ofYaml(
                        required(engineFile, "SearchEngines.yml"),
                        required(socialFile, "Socials.yml"),
                        Optional.empty())
                .withAssistants(assistantFile);
    }

    private String required(Optional<String> text, String name) throws IOException {
        if (text.isEmpty()) {
            throw new NoSuchFileException(files.orElseThrow().resolve(name).toString());
        }
        return text.get();
    }
}
