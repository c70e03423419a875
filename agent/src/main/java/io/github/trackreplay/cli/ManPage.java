/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of a command, in the macros of man(7), from the declarations that its {@code --help} shows. Pure. */
final class ManPage {
    private static final String ROOT = "trackreplay";

    private final CommandLine command;
    private final CommandSpec spec;
    private final StringBuilder page = new StringBuilder();

    private ManPage(CommandLine command) {
        this.command = command;
        this.spec = command.getCommandSpec();
    }

    /** The pages of a command and of all below it, by the names of their files. */
    static Map<String, String> all(CommandLine command) {
        Map<String, String> pages = new TreeMap<>();
        ManPage page = new ManPage(command);
        pages.put(page.name() + ".1", page.render());
        command.getSubcommands().values().forEach(below -> pages.putAll(all(below)));
        return pages;
    }

    private String name() {
        return spec.qualifiedName("-");
    }

    private String render() {
        page.append(".\\\" Generated from the command's declarations; do not edit.\n.TH \"")
                .append(name().toUpperCase(Locale.ROOT))
                .append("\" 1 \"\" \"Track Replay\" \"User Commands\"\n.SH NAME\n");
        List<String> description = List.of(spec.usageMessage().description());
        line(name() + " - " + firstSentence(description));
        page.append(".SH SYNOPSIS\n.nf\n");
        command.getHelp().synopsis(0).lines().forEach(this::line);
        page.append(".fi\n.SH DESCRIPTION\n");
        paragraphs(description);
        arguments();
        subcommands();
        exitStatus();
        environment();
        files();
        seeAlso();
        return page.toString();
    }

    static String firstSentence(List<String> description) {
        String all = description.isEmpty() ? "help" : description.get(0);
        int end = all.indexOf(". ");
        String first = end < 0 ? all : all.substring(0, end);
        return first.replaceAll("\\.$", "");
    }

    private void paragraphs(List<String> texts) {
        for (String text : texts) {
            page.append(".PP\n");
            line(text);
        }
    }

    private void arguments() {
        List<ArgSpec> arguments = new ArrayList<>(spec.positionalParameters());
        spec.options().stream().filter(option -> !option.hidden()).forEach(arguments::add);
        if (!arguments.isEmpty()) {
            page.append(".SH OPTIONS\n");
        }
        for (ArgSpec argument : arguments) {
            page.append(".TP\n");
            line(label(argument));
            for (String text : argument.description()) {
                line(text);
            }
        }
    }

    private static String label(ArgSpec argument) {
        if (argument instanceof PositionalParamSpec parameter) {
            return parameter.paramLabel() + (parameter.arity().max() > 1 ? " ..." : "");
        }
        OptionSpec option = (OptionSpec) argument;
        String names = String.join(", ", option.names());
        return option.arity().max() == 0 ? names : names + "=" + option.paramLabel();
    }

    private void subcommands() {
        if (spec.subcommands().isEmpty()) {
            return;
        }
        page.append(".SH COMMANDS\n");
        spec.subcommands().forEach((name, below) -> {
            page.append(".TP\n");
            line(below.getCommandSpec().qualifiedName("-") + "(1)");
            line(firstSentence(List.of(below.getCommandSpec().usageMessage().description())) + ".");
        });
    }

    private void exitStatus() {
        Map<String, String> codes = spec.usageMessage().exitCodeList();
        if (codes.isEmpty()) {
            return;
        }
        page.append(".SH EXIT STATUS\n");
        codes.forEach((code, meaning) -> {
            page.append(".TP\n");
            line(code);
            line(meaning);
        });
    }

    private void environment() {
        if (!name().equals(ROOT)) {
            return;
        }
        page.append(".SH ENVIRONMENT\n");
        Map<String, String> variables = new TreeMap<>(Map.of(
                "TRACKREPLAY_PASSWORD", "The password of the database account.",
                "TRACKREPLAY_TOKEN", "The token_auth of a Tracking API that an import sends to.",
                "TRACKREPLAY_LOG",
                        "A file that also gets the log, rolled daily and at 50 MB. Default: standard error alone.",
                "TRACKREPLAY_LOG_FORMAT", "text, or json: a document a line. Default: text",
                "TRACKREPLAY_HEAP",
                        "Heap in MiB or with a unit. Default: 256; an import takes up to 2048 as memory is free.",
                "TRACKREPLAY_CONF", "Directory with log4j2.xml. Default: conf beside bin",
                "TRACKREPLAY_OPTS", "Further options for the Java virtual machine.",
                "JAVA_HOME", "The Java to use, 17 or newer."));
        variables.forEach((variable, meaning) -> {
            page.append(".TP\n");
            line(variable);
            line(meaning);
        });
    }

    private void files() {
        if (!name().equals(ROOT)) {
            return;
        }
        page.append(".SH FILES\n");
        Map<String, String> files = new TreeMap<>(Map.of(
                "/etc/trackreplay/agent.conf", "The configuration that commands take where none is named.",
                "/etc/trackreplay/environment", "Variables of the service, the password among them; mode 0640.",
                "/var/lib/trackreplay", "What waits, and how far the logs have been read."));
        files.forEach((file, meaning) -> {
            page.append(".TP\n");
            line(file);
            line(meaning);
        });
    }

    private void seeAlso() {
        if (spec.parent() != null) {
            page.append(".SH SEE ALSO\n");
            line(spec.parent().qualifiedName("-") + "(1)");
        }
    }

    /** Text for roff: a hyphen that stays one, no line that is taken for a macro. */
    private void line(String text) {
        String plain =
                Help.Ansi.OFF.string(text).replace("%%", "%").replace("%n", " ").strip();
        String escaped = plain.replace("\\", "\\e").replace("-", "\\-");
        page.append(escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" : "")
                .append(escaped)
                .append('\n');
    }
}
