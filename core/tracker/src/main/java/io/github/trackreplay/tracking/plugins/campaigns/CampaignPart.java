/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins.campaigns;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Multibyte;
import io.github.trackreplay.php.Numbers;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.referrer.Referrer;
import io.github.trackreplay.tracking.settings.TrackerSettings;
import io.github.trackreplay.tracking.visit.PluginPart;
import io.github.trackreplay.tracking.visit.VisitDraft;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What MarketingCampaignsReporting does with one request. Campaigns are byte strings by column. Not thread-safe. */
final class CampaignPart implements PluginPart {
    private static final String TYPE = "referer_type";

    private final MarketingCampaigns plugin;
    private final VisitDraft visit;
    private final PreparedRequest request;
    private final CampaignDetector detector;
    private @Nullable Map<String, String> inPage;

    CampaignPart(MarketingCampaigns plugin, VisitDraft visit) {
        this.plugin = plugin;
        this.visit = visit;
        this.request = visit.request();
        this.detector = new CampaignDetector(plugin);
    }

    private Map<String, String> inPage() {
        if (inPage == null) {
            inPage =
                    masked(detector.inPage(request.parameters(), request.rules().urls()));
        }
        return inPage;
    }

    /** Where campaigns are masked, not even which of its parameters a URL has is told. */
    private Map<String, String> masked(Map<String, String> campaign) {
        if (campaign.isEmpty()
                || !plugin.has(CampaignRule.MASKED)
                || !request.privacy().maskCampaigns()) {
            return campaign;
        }
        Map<String, String> masked = new LinkedHashMap<>();
        plugin.fields().forEach(field -> masked.put(field.column(), Referrer.MASKED));
        return masked;
    }

    /** {@code Columns/CampaignName::shouldForceNewVisit}. */
    @Override
    public boolean startsNewVisit() {
        TrackerSettings tracker = plugin.has(CampaignRule.SITE_OPTION)
                ? request.rules().tracker()
                : request.settings().tracker();
        return tracker.visits().newVisitWhenCampaignChanges()
                && !(plugin.has(CampaignRule.ASSISTANT_STARTS_NO_VISIT) && comesFromAssistant())
                && !inPage().isEmpty()
                && differs(inPage(), visit.continued());
    }

    private boolean comesFromAssistant() {
        return request.referrer(Optional.empty()).type() == Referrer.AI_ASSISTANT;
    }

    private boolean differs(Map<String, String> campaign, Columns before) {
        for (CampaignField field : plugin.fields()) {
            String was = before.text(field.column());
            String existing = was == null ? "" : Multibyte.lower(ByteText.bytes(was));
            String now = campaign.get(field.column());
            boolean same = now == null ? Ascii.isEmpty(existing) : Numbers.looselyEqual(existing, Multibyte.lower(now));
            if (!same) {
                return true;
            }
        }
        return false;
    }

    /** {@code Columns/Base::onNewVisit}: a campaign that only Matomo itself has found is taken over. */
    @Override
    public void putNew(Columns columns) {
        Map<String, String> campaign = ofNew(columns);
        plugin.fields().forEach(field -> put(columns, field, campaign));
    }

    private Map<String, String> ofNew(Columns columns) {
        if (isFromAssistant(columns)) {
            return Map.of();
        }
        Map<String, String> campaign = inPage();
        if (!campaign.isEmpty() || columns.whole(TYPE, 0) != Referrer.CAMPAIGN) {
            return campaign;
        }
        Map<String, String> taken = new LinkedHashMap<>();
        taken.put(CampaignField.NAME, bytes(columns, "referer_name"));
        String keyword = bytes(columns, "referer_keyword");
        if (!Ascii.isEmpty(keyword)) {
            taken.put(CampaignField.KEYWORD, keyword);
        }
        return taken;
    }

    private boolean isFromAssistant(Columns columns) {
        return plugin.has(CampaignRule.ASSISTANT_IS_NO_CAMPAIGN) && columns.whole(TYPE, 0) == Referrer.AI_ASSISTANT;
    }

    private static void put(Columns columns, CampaignField field, Map<String, String> campaign) {
        String value = campaign.get(field.column());
        columns.put(
                field.column(),
                value == null ? Value.NULL : new Value.Text(ByteText.text(CampaignField.cut(field.column(), value))));
    }

    private static String bytes(Columns columns, String column) {
        String text = columns.text(column);
        return text == null ? "" : ByteText.bytes(text);
    }

    /** {@code Tracker/RequestProcessor::onNewVisit}: the visit's referrer becomes the campaign. */
    @Override
    public void changeNew(Columns columns) {
        boolean any = plugin.fields().stream().anyMatch(field -> !Ascii.isEmpty(bytes(columns, field.column())));
        if (any) {
            columns.put(TYPE, Referrer.CAMPAIGN);
        }
        copy(columns, CampaignField.NAME, "referer_name");
        copy(columns, CampaignField.KEYWORD, "referer_keyword");
    }

    private static void copy(Columns columns, String from, String to) {
        if (!Ascii.isEmpty(bytes(columns, from))) {
            columns.put(to, columns.get(from));
        }
    }

    /** {@code Columns/Base::onAnyGoalConversion}. */
    @Override
    public void putConversion(Columns conversion) {
        Map<String, String> campaign = ofConversion();
        plugin.fields().forEach(field -> put(conversion, field, campaign));
    }

    private Map<String, String> ofConversion() {
        boolean first = plugin.has(CampaignRule.ATTRIBUTION_FIRST);
        boolean last = plugin.has(CampaignRule.ATTRIBUTION_LAST);
        Map<String, String> attributed = last ? masked(detector.attributed(request.parameters())) : Map.of();
        if (isFromAssistant(visit.columns())) {
            return first ? attributed : Map.of();
        }
        Map<String, String> own = masked(ofVisit(visit.columns()));
        Map<String, String> campaign = new LinkedHashMap<>(own.isEmpty() ? inPage() : own);
        if (first || campaign.isEmpty()) {
            campaign.putAll(attributed);
        }
        return campaign;
    }

    private Map<String, String> ofVisit(Columns columns) {
        Map<String, String> campaign = new LinkedHashMap<>();
        for (CampaignField field : plugin.fields()) {
            String value = bytes(columns, field.column());
            if (!value.isEmpty()) {
                campaign.put(field.column(), value);
            }
        }
        return campaign;
    }
}
