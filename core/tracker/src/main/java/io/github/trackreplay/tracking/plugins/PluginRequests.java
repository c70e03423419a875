/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins;

import io.github.trackreplay.tracking.parameters.RefusedException;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.settings.Settings;
import java.util.List;

/**
 * Knows requests that are for an active plugin alone which is not imitated: told by a parameter that only these carry. Matomo's
 * tracker hands them to the plugin and makes no visit or action of them. Immutable.
 */
public final class PluginRequests {
    /** What the reason of a request that was set aside begins with; the plugin's name follows. */
    public static final String REASON = "plugin:";

    private final List<KnownPlugin> plugins;
    private final List<String> unknown;

    private PluginRequests(List<KnownPlugin> plugins, List<String> unknown) {
        this.plugins = plugins;
        this.unknown = unknown;
    }

    /** Under some settings. */
    public static PluginRequests of(Settings settings) {
        return new PluginRequests(
                PluginCatalog.all().stream()
                        .filter(plugin -> plugin.standing() == KnownPlugin.Standing.NOT_IMITATED)
                        .filter(plugin -> !plugin.marks().isEmpty() && settings.isActive(plugin.name()))
                        .toList(),
                settings.activePlugins().stream()
                        .filter(name -> !PluginCatalog.isStock(name)
                                && PluginCatalog.find(name).isEmpty())
                        .sorted()
                        .toList());
    }

    /**
     * Why a request is refused that asks for an action of its own kind ({@code ca=1}) and that nothing known makes one of. Matomo asks
     * every active plugin for actions ({@code core/Tracker/Action::factory}) and calls the request meant for an inactive one only
     * where none has any; so where plugins are active that nobody knows, it is set aside for them.
     *
     * @param refusal as it is without such plugins
     */
    public RefusedException ofUnknown(RefusedException refusal) {
        if (unknown.isEmpty()) {
            return refusal;
        }
        return new RefusedException(
                REASON + (unknown.size() == 1 ? unknown.get(0) : "unknown"),
                "The request asks for an action of a plugin (ca=1); active plugins that are not known here: "
                        + String.join(", ", unknown) + ".");
    }

    /**
     * Sets such a request aside.
     *
     * @throws RefusedException for one
     */
    public void setAside(RequestParameters request) {
        for (KnownPlugin plugin : plugins) {
            for (String mark : plugin.marks()) {
                if (request.rawValue(mark) != null) {
                    throw new RefusedException(
                            REASON + plugin.name(),
                            "The request is for the plugin " + plugin.name() + ", which is active and not imitated.");
                }
            }
        }
    }
}
