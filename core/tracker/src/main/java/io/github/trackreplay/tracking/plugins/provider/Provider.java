/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins.provider;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Numbers;
import io.github.trackreplay.tracking.location.HostNames;
import io.github.trackreplay.tracking.location.LocationDatabase;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.settings.Settings;
import io.github.trackreplay.tracking.visit.PlaceColumns;
import io.github.trackreplay.tracking.visit.PluginPart;
import io.github.trackreplay.tracking.visit.TrackerPlugin;
import io.github.trackreplay.tracking.visit.VisitDraft;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Puts who connects a new visit's address into {@code location_provider}: as a location database names the provider and the
 * organisation, where Matomo asks one that does; else the end of the name that the address has, {@code example.co.uk} of {@code
 * a.b.example.co.uk}, and {@code Ip} for an address without a name, or whose name nobody told in time. Nothing where names are not
 * looked up, where the request has {@code dp=1} (as Matomo's log importer sends it), and for an address whose last byte is
 * masked; what a database names does not depend on these.
 *
 * <p>Source of the rules: {@code Provider/Columns/Provider::onNewVisit} and {@code Provider/Provider::getCleanHostname}, the same in
 * 4.0 to 5.0.3.
 */
public final class Provider implements TrackerPlugin {
    /** Its name. */
    public static final String NAME = "Provider";

    /** Its column of {@code log_visit}. */
    public static final String COLUMN = "location_provider";

    private static final String NO_NAME = "Ip";
    private static final int LONGEST = 200;
    private static final int SHORTEST_NAME = 5;
    private static final Set<String> SECOND_LEVELS = Set.of("com", "net", "org", "co");
    private static final Provider INSTANCE = new Provider();

    private Provider() {}

    /** The plugin, where it is active and its column is there. */
    public static Optional<TrackerPlugin> of(Settings settings) {
        return settings.isActive(NAME) && settings.logTables().hasColumn("log_visit", COLUMN)
                ? Optional.of(INSTANCE)
                : Optional.empty();
    }

    /** Asks for the name beforehand, where that keeps nobody waiting. */
    @Override
    public void workOut(PreparedRequest request) {
        String address = request.address().text();
        if (!request.privacy().addresses().useAnonymizedIpForEnrichment()
                && ofDatabase(request, address).isEmpty()) {
            hostNames(request).ifPresent(names -> name(names, request, address));
        }
    }

    @Override
    public PluginPart part(VisitDraft visit) {
        return new PluginPart() {
            @Override
            public void putNew(Columns columns) {
                String address = PlaceColumns.address(visit.request(), columns);
                ofDatabase(visit.request(), address)
                        .or(() -> hostNames(visit.request()).flatMap(names -> name(names, visit.request(), address)))
                        .ifPresent(provider -> columns.put(COLUMN, provider));
            }
        };
    }

    /** The provider, and the organisation where that is another one; nothing where the database names neither. */
    private static Optional<String> ofDatabase(PreparedRequest request, String address) {
        LocationDatabase.Network network =
                request.rules().shared().locator().network(address).orElse(new LocationDatabase.Network("", ""));
        boolean provider = !Ascii.isEmpty(ByteText.bytes(network.provider()));
        boolean organisation = !Ascii.isEmpty(ByteText.bytes(network.organisation()));
        if (!provider) {
            return organisation ? Optional.of(network.organisation()) : Optional.empty();
        }
        return Optional.of(
                organisation && !network.organisation().equals(network.provider())
                        ? network.provider() + " - " + network.organisation()
                        : network.provider());
    }

    private static Optional<HostNames> hostNames(PreparedRequest request) {
        return request.rules().shared().definitions().hostNames();
    }

    /** Nothing where Matomo does not ask for a name. */
    private static Optional<String> name(HostNames names, PreparedRequest request, String address) {
        String disabled = ByteText.bytes(request.parameters().text("dp", ""));
        if (Numbers.toLong(disabled) != 0 || address.endsWith(".0")) {
            return Optional.empty();
        }
        return Optional.of(provider(names.find(address).orElse(address)));
    }

    /** The end of a name by which providers are told apart. */
    static String provider(String hostName) {
        String host = hostName.trim().toLowerCase(Locale.ROOT);
        int dot = host.lastIndexOf('.');
        if (dot <= 0 || Numbers.isNumeric(ByteText.bytes(host.substring(dot))) || host.length() < SHORTEST_NAME) {
            return NO_NAME;
        }
        List<String> labels = List.of(host.split("\\.", -1));
        int last = labels.size() - 1;
        String end = labels.get(last - 1) + "." + labels.get(last);
        if (SECOND_LEVELS.contains(labels.get(last - 1))) {
            end = (last >= 2 ? labels.get(last - 2) : "") + "." + end;
        }
        return end.length() > LONGEST ? end.substring(0, LONGEST) : end;
    }
}
