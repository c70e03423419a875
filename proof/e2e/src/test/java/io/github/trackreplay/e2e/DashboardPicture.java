/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** Draws what a dashboard's panels show: titles, places, units and legends from its JSON, lines from Prometheus' answers. */
final class DashboardPicture {
    private static final int COLUMN = 48;
    private static final int ROW = 24;
    private static final int GAP = 6;
    private static final String[] COLOURS = {"#1f6f8b", "#b03a2e", "#7d5ba6", "#2e7d32", "#b9770e", "#5d6d7e"};

    private DashboardPicture() {}

    /** A line of a panel: what the legend calls it, and its points. */
    record Line(String name, List<Double> times, List<Double> values) {}

    static String of(Map<JsonObject, List<Line>> panels) {
        int height = panels.keySet().stream()
                .mapToInt(panel -> at(panel, "y") + at(panel, "h"))
                .max()
                .orElse(0);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\" height=\"%2$d\""
                        + " font-family=\"sans-serif\" font-size=\"12\" fill=\"#1b2430\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#f4f6f8\"/>%n",
                24 * COLUMN,
                height * ROW));
        panels.forEach((panel, lines) -> panel(svg, panel, lines));
        return svg.append("</svg>\n").toString();
    }

    private static int at(JsonObject panel, String name) {
        return panel.getAsJsonObject("gridPos").get(name).getAsInt();
    }

    private static void panel(StringBuilder svg, JsonObject panel, List<Line> lines) {
        int width = at(panel, "w") * COLUMN - 2 * GAP;
        int height = at(panel, "h") * ROW - 2 * GAP;
        String unit = panel.getAsJsonObject("fieldConfig")
                .getAsJsonObject("defaults")
                .get("unit")
                .getAsString();
        svg.append(String.format(
                Locale.ROOT,
                "<g transform=\"translate(%d %d)\"><rect width=\"%d\" height=\"%d\" rx=\"4\" fill=\"#fff\" stroke=\"#d9dee3\"/>"
                        + "<text x=\"10\" y=\"20\" font-weight=\"bold\">%s</text>%n",
                at(panel, "x") * COLUMN + GAP,
                at(panel, "y") * ROW + GAP,
                width,
                height,
                escaped(panel.get("title").getAsString())));
        if (panel.get("type").getAsString().equals("stat")) {
            stat(svg, lines, unit, width);
        } else {
            plot(svg, lines, unit, width, height);
        }
        svg.append("</g>\n");
    }

    /** The last value, as {@code reduceOptions} of these panels wants. */
    private static void stat(StringBuilder svg, List<Line> lines, String unit, int width) {
        Line line = lines.get(0);
        int last = line.values().size() - 1;
        double value = line.values().get(last);
        String text = unit.equals("dateTimeFromNow")
                ? shown(line.times().get(last) - value / 1000, "s") + " ago"
                : shown(value, unit);
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"62\" font-size=\"28\" text-anchor=\"middle\">%s</text>%n",
                width / 2,
                escaped(text)));
    }

    private static void plot(StringBuilder svg, List<Line> lines, String unit, int width, int height) {
        double from = extreme(lines, Line::times, false);
        double until = Math.max(from + 1, extreme(lines, Line::times, true));
        double most = Math.max(1e-9, extreme(lines, Line::values, true));
        int left = 76;
        int bottom = height - 44;
        int top = 32;
        DoubleFunction<Double> x = time -> left + (time - from) / (until - from) * (width - left - 12);
        DoubleFunction<Double> y = value -> bottom - Math.max(0, value) / most * (bottom - top);
        for (double share : new double[] {0, 0.5, 1}) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<path d=\"M%d %.1fH%d\" stroke=\"#e3e7eb\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#56616d\">%s</text>%n",
                    left,
                    y.apply(most * share),
                    width - 12,
                    left - 6,
                    y.apply(most * share) + 4,
                    escaped(shown(most * share, unit))));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" fill=\"#56616d\">0 s</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#56616d\">%s</text>%n",
                left,
                bottom + 16,
                width - 12,
                bottom + 16,
                shown(until - from, "s")));
        int legend = left;
        for (int i = 0; i < lines.size(); i++) {
            String colour = COLOURS[i % COLOURS.length];
            svg.append(path(lines.get(i), x, y, colour));
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"10\" height=\"3\" fill=\"%s\"/><text x=\"%d\" y=\"%d\">%s</text>%n",
                    legend,
                    height - 16,
                    colour,
                    legend + 14,
                    height - 11,
                    escaped(lines.get(i).name())));
            legend += 30 + lines.get(i).name().length() * 7;
        }
    }

    /** A gap of more than two seconds is none that is drawn over. */
    private static String path(Line line, DoubleFunction<Double> x, DoubleFunction<Double> y, String colour) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < line.values().size(); i++) {
            boolean joined = i > 0 && line.times().get(i) - line.times().get(i - 1) <= 2;
            path.append(String.format(
                    Locale.ROOT,
                    "%s%.1f %.1f",
                    joined ? "L" : "M",
                    x.apply(line.times().get(i)),
                    y.apply(line.values().get(i))));
        }
        return "<path d=\"" + path + "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"1.5\"/>\n";
    }

    private static double extreme(List<Line> lines, Function<Line, List<Double>> of, boolean most) {
        DoubleStream values =
                lines.stream().flatMap(line -> of.apply(line).stream()).mapToDouble(Double::doubleValue);
        return most ? values.max().orElse(1) : values.min().orElse(0);
    }

    private static String shown(double value, String unit) {
        return switch (unit) {
            case "s" ->
                value < 1
                        ? Math.round(value * 1000) + " ms"
                        : value < 120
                                ? String.format(Locale.ROOT, value < 10 ? "%.1f s" : "%.0f s", value)
                                : Duration.ofSeconds((long) value).toMinutes() + " min";
            case "bytes" ->
                value < 10_000
                        ? Math.round(value) + " B"
                        : value < 1 << 20
                                ? Math.round(value / 1024) + " KiB"
                                : String.format(Locale.ROOT, "%.1f MiB", value / (1 << 20));
            case "percentunit" -> String.format(Locale.ROOT, value * 100 < 1 ? "%.3f %%" : "%.1f %%", value * 100);
            case "reqps" -> number(value) + " req/s";
            case "cps", "ops" -> number(value) + "/s";
            default -> number(value);
        };
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
