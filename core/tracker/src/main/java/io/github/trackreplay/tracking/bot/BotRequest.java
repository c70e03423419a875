/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.bot;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Numbers;
import io.github.trackreplay.tracking.action.ActionKind;
import io.github.trackreplay.tracking.model.ActionName;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Draft;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RefusedException;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.url.PrefixedUrl;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of a chatbot's request: a row of {@code log_bot_request} and the address that it fetched.
 *
 * <p>Source of the rules: Matomo's {@code BotTracking/Tracker/BotRequestProcessor}, since 5.7. A number that is not written as PHP
 * writes it, or negative, is {@code NULL}. What a strict server does not take makes no row, and Matomo answers as if all was
 * well; the address and the mark for archiving stay.
 */
public final class BotRequest {
    private static final int DOWNLOAD = ActionKind.DOWNLOAD.type();

    private final PreparedRequest request;
    private final Optional<Address> address;

    /**
     * What was fetched.
     *
     * @param name nothing where PHP calls what is left of the address empty
     */
    private record Address(
            Optional<ActionName> name, @Nullable Integer prefix) {}

    /** The row of one request. */
    public BotRequest(PreparedRequest request) {
        this.request = request;
        this.address = address(request);
    }

    /** The name whose row of {@code log_action} it needs. */
    public Optional<ActionName> name() {
        return address.flatMap(Address::name);
    }

    /** Whether the request is one that is recorded at all: others than the known chatbots leave no row. */
    public boolean isRecorded() {
        return request.settings().recordsBots() && ChatBots.find(request).isPresent();
    }

    /** Adds the row; says whether the database takes it. */
    public boolean add(Draft draft) {
        Columns columns = new Columns();
        columns.put("idsite", request.idSite());
        columns.put("server_time", new Value.Time(request.time()));
        columns.put("idaction_url", action(draft));
        columns.put("bot_name", ChatBots.find(request).orElseThrow());
        columns.put("bot_type", ChatBots.type(request.settings()));
        columns.put("http_status_code", number("http_status"));
        columns.put("response_size_bytes", number("bw_bytes"));
        columns.put("response_time_ms", number("pf_srv"));
        columns.put("source", source());
        if (!draft.takes(columns)) {
            return false;
        }
        draft.add(new Change.InsertBotRequest(Draft.fit(columns)));
        return true;
    }

    /** An address that the database does not take leaves the column empty. */
    private Value action(Draft draft) {
        if (address.isEmpty()) {
            return Value.NULL;
        }
        try {
            Optional<ActionName> name = address.get().name();
            return name.isPresent() ? draft.action(name.get(), address.get().prefix()) : Ref.Id.NONE;
        } catch (RefusedException unfit) {
            return Value.NULL;
        }
    }

    private static Optional<Address> address(PreparedRequest request) {
        String download = request.parameters().get(Parameter.DOWNLOAD);
        String page = request.parameters().get(Parameter.URL);
        if (!download.isEmpty()) {
            return Optional.of(address(download, DOWNLOAD));
        }
        if (page.isEmpty()) {
            return Optional.empty();
        }
        String clean = request.rules().urls().withoutExcludedParameters(page).orElse("");
        return Optional.of(address(clean, ActionKind.PAGE_VIEW.type()));
    }

    private static Address address(String url, int type) {
        PrefixedUrl prefixed = PrefixedUrl.of(url);
        Integer prefix = prefixed.prefix().isPresent() ? prefixed.prefix().getAsInt() : null;
        boolean empty = Ascii.isEmpty(prefixed.url());
        return new Address(empty ? Optional.empty() : Optional.of(new ActionName(prefixed.url(), type)), prefix);
    }

    /** {@code core/Request::getIntegerParameter}. */
    private Value number(String parameter) {
        Optional<String> text = request.originalParameters().raw(parameter).map(t -> t.replace("\0", ""));
        if (text.isEmpty()) {
            return Value.NULL;
        }
        long number = Numbers.toLong(ByteText.bytes(text.get()));
        return number >= 0 && String.valueOf(number).equals(text.get()) ? new Value.Whole(number) : Value.NULL;
    }

    /** {@code core/Request::getStringParameter}. */
    private Value source() {
        String text = request.originalParameters().raw("source").orElse("").replace("\0", "");
        return text.isEmpty() ? Value.NULL : new Value.Text(text);
    }
}
