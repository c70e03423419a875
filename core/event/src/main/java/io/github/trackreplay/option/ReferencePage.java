/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.option;

import java.util.List;

/**
 * Documentation of settings, made from their declarations: rows of a Markdown table, and an example configuration with every
 * setting, its default and its explanation as comments. Pure.
 */
public final class ReferencePage {
    private static final int WIDTH = 110;

    private ReferencePage() {}

    /** A Markdown table with head: setting, what a value looks like, default, meaning. */
    public static String table(OptionSet settings) {
        StringBuilder out = new StringBuilder("| Setting | Value | Default | Meaning |\n|---|---|---|---|\n");
        for (Option<?> option : settings.options()) {
            out.append("| `")
                    .append(option.name())
                    .append("` | ")
                    .append(cell(option.type()))
                    .append(" | ")
                    .append(fallback(option))
                    .append(" | ")
                    .append(cell(option.doc()))
                    .append(" |\n");
        }
        return out.toString();
    }

    private static String fallback(Option<?> option) {
        if (option.required()) {
            return "**required**";
        }
        return option.fallback().map(text -> "`" + cell(text) + "`").orElse("");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }

    /**
     * An example configuration: what must be set is set to a placeholder, what has a default is commented out with it.
     *
     * @param prefix what stands before a setting's name in the file, with its dot ({@code a.sources.log.})
     */
    public static String example(OptionSet settings, String prefix) {
        StringBuilder out = new StringBuilder();
        for (Option<?> option : settings.options()) {
            if (out.length() > 0) {
                out.append('\n');
            }
            for (String line : wrap(option.doc())) {
                out.append("# ").append(line).append('\n');
            }
            String setting = prefix + option.name() + " = ";
            if (option.required()) {
                out.append(setting).append('<').append(option.type()).append(">\n");
            } else {
                out.append('#')
                        .append(setting)
                        .append(option.fallback()
                                .orElse("<" + option.type() + ">")
                                .replace("\\", "\\\\"))
                        .append('\n');
            }
        }
        return out.toString();
    }

    /** Lines of at most the page's width, broken at spaces. */
    private static List<String> wrap(String text) {
        StringBuilder lines = new StringBuilder();
        int width = 0;
        for (String word : text.strip().split("\\s+")) {
            if (width > 0 && width + 1 + word.length() > WIDTH) {
                lines.append('\n');
                width = 0;
            } else if (width > 0) {
                lines.append(' ');
                width++;
            }
            lines.append(word);
            width += word.length();
        }
        return lines.toString().lines().toList();
    }
}
