/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The list of commands in a help text: a sentence each. What more there is to say, a command's own help says. */
final class CommandList {
    private static final int INDENT = 2;

    private CommandList() {}

    /** Has a command and all below it list their commands so. */
    static CommandLine shortened(CommandLine command) {
        Map<String, IHelpSectionRenderer> sections = new HashMap<>(command.getHelpSectionMap());
        sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandList::list);
        return command.setHelpSectionMap(sections);
    }

    private static String list(Help help) {
        int names = INDENT
                + help.subcommands().keySet().stream()
                        .mapToInt(String::length)
                        .max()
                        .orElse(0);
        int width = help.commandSpec().usageMessage().width();
        TextTable table = TextTable.forColumns(
                help.colorScheme(),
                new Column(names, INDENT, Column.Overflow.SPAN),
                new Column(width - names, INDENT, Column.Overflow.WRAP));
        help.subcommands()
                .forEach((name, below) ->
                        table.addRowValues(name, sentence(below.commandSpec().usageMessage())));
        return table.toString();
    }

    private static String sentence(UsageMessageSpec usage) {
        String[] said = usage.header().length > 0 ? usage.header() : usage.description();
        return ManPage.firstSentence(List.of(said)) + ".";
    }
}
