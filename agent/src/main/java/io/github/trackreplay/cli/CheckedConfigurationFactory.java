/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.node.ConfigurationSource;
import org.apache.flume.node.ConfigurationSourceFactory;
import org.apache.flume.node.net.AuthorizationProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** By which Flume finds the {@link CheckedConfiguration} of an agent that it is started with. */
public final class CheckedConfigurationFactory implements ConfigurationSourceFactory {
    private static final Logger log = LoggerFactory.getLogger(CheckedConfigurationFactory.class);

    private static final String SCHEME = "trackreplay-checked";

    /** How Flume is told of a file that is looked at again and checked; its fragment is the agent's name. */
    static URI uri(Path file, String agent) {
        try {
            return new URI(SCHEME, null, file.toAbsolutePath().toUri().getPath(), agent);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public List<String> getSchemes() {
        return List.of(SCHEME);
    }

    @Override
    public ConfigurationSource createConfigurationSource(
            URI uri, AuthorizationProvider authorizationProvider, boolean verifyHost) {
        Path file = Path.of(uri.getPath());
        try {
            return new CheckedConfiguration(
                    file,
                    uri.getFragment(),
                    validator -> AgentCommand.usedByAnother(validator.soleFiles()),
                    error -> log.error("{}", error),
                    note -> log.info("{}", note));
        } catch (IOException e) {
            throw new ConfigurationException(file + " cannot be read", e);
        }
    }
}
