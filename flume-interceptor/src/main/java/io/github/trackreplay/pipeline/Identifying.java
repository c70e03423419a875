/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.pipeline;

import io.github.trackreplay.event.RequestContent;
import io.github.trackreplay.event.RequestIdentity;
import io.github.trackreplay.event.RequestIdentity.Kind;
import io.github.trackreplay.event.TrackingRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Gives the requests of a line what tells them from others: the best that the line brings, or what is configured. A place counts
 * together with the content, so that a file or topic that begins anew under its old name hides nothing. Stateless.
 */
final class Identifying {
    private final PipelineSettings.IdentityChoice choice;

    Identifying(PipelineSettings.IdentityChoice choice) {
        this.choice = choice;
    }

    /** The identity of a line; empty if it has none of the configured kind. */
    Optional<RequestIdentity> of(CarriedLine line, List<TrackingRequest> requests) {
        Optional<RequestIdentity> id =
                RequestIdentity.of(requests.get(0)).filter(identity -> identity.kind() == Kind.REQUEST_ID);
        return switch (choice) {
            case AUTO ->
                Optional.of(id.or(() -> at(line, line.file(), requests))
                        .or(() -> at(line, line.topic(), requests))
                        .orElseGet(() -> content(requests)));
            case REQUEST_ID -> id;
            case FILE -> at(line, line.file(), requests);
            case TOPIC -> at(line, line.topic(), requests);
            case BYTES -> Optional.of(RequestIdentity.of(Kind.BYTES, texts(requests)));
            case NONE -> Optional.of(RequestIdentity.none());
        };
    }

    private static Optional<RequestIdentity> at(
            CarriedLine line, Optional<CarriedPlace> place, List<TrackingRequest> requests) {
        return place.map(p -> RequestIdentity.of(
                p.kind(),
                p.container(),
                p.offset(),
                Integer.toString(line.part()),
                String.join("\n", texts(requests))));
    }

    private static RequestIdentity content(List<TrackingRequest> requests) {
        return requests.stream().anyMatch(Identifying::holdsRandom)
                ? RequestIdentity.of(Kind.BYTES, texts(requests))
                : RequestIdentity.none();
    }

    /** The tracker's JavaScript sends a random number, and an id of the page view. */
    private static boolean holdsRandom(TrackingRequest request) {
        return holdsRandom(request.query())
                || request.body().filter(Identifying::holdsRandom).isPresent();
    }

    private static boolean holdsRandom(String query) {
        for (String pair : query.split("&", -1)) {
            if ((pair.startsWith("r=") && pair.length() > 4) || (pair.startsWith("pv_id=") && pair.length() > 9)) {
                return true;
            }
        }
        return false;
    }

    private static String[] texts(List<TrackingRequest> requests) {
        List<String> texts = new ArrayList<>();
        for (TrackingRequest request : requests) {
            List<String> parts = RequestContent.parts(request);
            texts.add(Integer.toString(parts.size()));
            texts.addAll(parts);
        }
        return texts.toArray(new String[0]);
    }

    /** Why a line without the configured identity is set aside. */
    String missing() {
        return "The line brings nothing of what identity = "
                + choice.name().toLowerCase(Locale.ROOT) + " asks for"
                + switch (choice) {
                    case REQUEST_ID -> ": log $request_id (nginx) or %{UNIQUE_ID}e (Apache)";
                    case FILE -> ": let the shipper send the file and the offset (log.file.path and log.offset)";
                    case TOPIC -> ": the headers topic, partition and offset come from Flume's KafkaSource";
                    default -> "";
                }
                + ". With identity = auto the next best counts.";
    }
}
