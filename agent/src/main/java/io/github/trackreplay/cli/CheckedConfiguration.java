/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.option.Problem;
import io.github.trackreplay.validate.AgentValidator;
import io.github.trackreplay.validate.Findings;
import io.github.trackreplay.validate.UnreadableFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flume.node.ConfigurationSource;

/**
 * An agent's configuration file as Flume may take it over while the agent runs: only content that passes the checks of a start is
 * handed on. Of any other it is said once what is wrong, and the next content is checked again. Flume itself would take over whatever
 * it finds, drop the components whose settings are wrong, and end its looking at a file without a setting. Thread-safe.
 */
final class CheckedConfiguration implements ConfigurationSource {
    private final Path file;
    private final String agent;
    private final Function<AgentValidator, Optional<String>> hindrance;
    private final Consumer<String> errors;
    private final Consumer<String> notes;
    private byte[] running;
    /** What was looked at last; empty if it could not be read. */
    private Optional<byte[]> judged;

    /**
     * The content that the file has now, which the start has checked.
     *
     * @param hindrance why an agent that passed the checks cannot run all the same; empty if it can
     * @param errors hears why a changed file is not taken over
     * @param notes hears that one is
     * @throws IOException if the file cannot be read
     */
    CheckedConfiguration(
            Path file,
            String agent,
            Function<AgentValidator, Optional<String>> hindrance,
            Consumer<String> errors,
            Consumer<String> notes)
            throws IOException {
        this.file = file;
        this.agent = agent;
        this.hindrance = hindrance;
        this.errors = errors;
        this.notes = notes;
        this.running = Files.readAllBytes(file);
        this.judged = Optional.of(running);
    }

    /** Whether the file has another content than what runs, and that passes the checks; {@link #getInputStream} has it then. */
    @Override
    public synchronized boolean isModified() {
        byte[] found;
        try {
            found = Files.readAllBytes(file);
        } catch (IOException e) {
            if (judged.isPresent()) {
                judged = Optional.empty();
                refuse("It cannot be read: " + UnreadableFile.reason(e) + ".");
            }
            return false;
        }
        if (judged.filter(before -> Arrays.equals(before, found)).isPresent()) {
            return false;
        }
        return isTakenOver(found);
    }

    private boolean isTakenOver(byte[] found) {
        if (Arrays.equals(found, running)) {
            judged = Optional.of(found);
            notes.accept("The configuration in " + file + " is again what the agent runs with.");
            return false;
        }
        Optional<String> wrong = problem();
        if (!isStill(found)) {
            return false; // somebody writes it: what was checked may be neither
        }
        judged = Optional.of(found);
        if (wrong.isPresent()) {
            refuse(wrong.get());
            return false;
        }
        running = found;
        notes.accept("The changed configuration in " + file + " has passed the checks and is taken over now.");
        return true;
    }

    private Optional<String> problem() {
        AgentValidator validator = new AgentValidator();
        try {
            validator.check(file, Optional.of(agent));
        } catch (RuntimeException e) {
            return Optional.of("It could not be checked: " + e);
        }
        Findings findings = validator.findings();
        if (findings.problems().isEmpty()) {
            return hindrance.apply(validator);
        }
        List<Problem> problems = findings.problems();
        return Optional.of(problems.stream().map(Problem::toString).collect(Collectors.joining(" ")));
    }

    private boolean isStill(byte[] found) {
        try {
            return Arrays.equals(found, Files.readAllBytes(file));
        } catch (IOException e) {
            return false; // said at the next look
        }
    }

    private void refuse(String why) {
        errors.accept("The changed configuration in " + file + " is not taken over; agent '" + agent
                + "' goes on with all of the one before. " + why);
    }

    @Override
    public synchronized InputStream getInputStream() {
        return new ByteArrayInputStream(running);
    }

    @Override
    public String getUri() {
        return file.toUri().toString();
    }

    @Override
    public String getExtension() {
        return PROPERTIES;
    }
}
