/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins.campaigns;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.tracking.settings.Settings;
import io.github.trackreplay.tracking.visit.PluginPart;
import io.github.trackreplay.tracking.visit.TrackerPlugin;
import io.github.trackreplay.tracking.visit.VisitDraft;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The plugin MarketingCampaignsReporting, releases 4 and 5. Source of the rules:
 * {@code Campaign/CampaignDetector::detectCampaignFromRequest}, {@code Columns/Base}, {@code Columns/CampaignName}, {@code Tracker/RequestProcessor} and {@code config/config.php} of
 * matomo-org/plugin-MarketingCampaignsReporting.
 */
public final class MarketingCampaigns implements TrackerPlugin {
    /** Its name. */
    public static final String NAME = "MarketingCampaignsReporting";

    private static final String RETAIN_CASE = "doNotChangeCaseOfUtmParameters";
    private static final String CLICK_ID = "mtm_clid";

    private static final Map<String, List<String>> PARAMETERS = new LinkedHashMap<>();

    static {
        PARAMETERS.put(
                CampaignField.NAME,
                List.of(
                        "mtm_campaign",
                        "matomo_campaign",
                        "mtm_cpn",
                        "pk_campaign",
                        "piwik_campaign",
                        "pk_cpn",
                        "utm_campaign"));
        PARAMETERS.put(
                CampaignField.KEYWORD,
                List.of("mtm_keyword", "matomo_kwd", "mtm_kwd", "pk_keyword", "piwik_kwd", "pk_kwd", "utm_term"));
        PARAMETERS.put("campaign_source", List.of("mtm_source", "pk_source", "utm_source"));
        PARAMETERS.put("campaign_medium", List.of("mtm_medium", "pk_medium", "utm_medium"));
        PARAMETERS.put("campaign_content", List.of("mtm_content", "pk_content", "utm_content"));
        PARAMETERS.put(CampaignField.ID, List.of("mtm_cid", "pk_cid", "utm_id", CLICK_ID));
        PARAMETERS.put("campaign_group", List.of("mtm_group", "pk_group"));
        PARAMETERS.put("campaign_placement", List.of("mtm_placement", "pk_placement"));
    }

    /** Its columns of {@code log_visit} and {@code log_conversion}. */
    public static final List<String> COLUMNS = List.copyOf(PARAMETERS.keySet());

    private final Set<CampaignRule> rules;
    private final List<CampaignField> fields;
    private final boolean retainsCase;

    private MarketingCampaigns(Settings settings) {
        String version = settings.option("version_" + NAME).orElse("");
        this.rules = EnumSet.allOf(CampaignRule.class);
        rules.removeIf(rule -> !rule.isIn(version));
        List<CampaignField> found = new ArrayList<>();
        PARAMETERS.forEach((column, parameters) -> {
            if (settings.logTables().hasColumn("log_visit", column)) { // the last two came with 4.1
                found.add(new CampaignField(column, parameters(settings, column, parameters)));
            }
        });
        this.fields = List.copyOf(found);
        this.retainsCase = has(CampaignRule.RETAINED_CASE)
                && settings.plugins()
                        .value(NAME, RETAIN_CASE)
                        .map(value -> !Ascii.isEmpty(value))
                        .orElse(true);
    }

    /** The plugin, where it is active and its columns are there. */
    public static Optional<TrackerPlugin> of(Settings settings) {
        return settings.isActive(NAME) && settings.logTables().hasColumn("log_visit", CampaignField.NAME)
                ? Optional.of(new MarketingCampaigns(settings))
                : Optional.empty();
    }

    /** {@code config/config.php}: a list in the plugin's section of the configuration goes before the plugin's own. */
    private List<String> parameters(Settings settings, String column, List<String> own) {
        List<String> configured = settings.plugins().configured(NAME, column);
        if (!configured.isEmpty()) {
            return configured.stream()
                    .flatMap(list -> Stream.of(list.split(",", -1)))
                    .map(name -> Ascii.trim(ByteText.bytes(name)))
                    .toList();
        }
        return has(CampaignRule.CLICK_ID)
                ? own
                : own.stream().filter(name -> !name.equals(CLICK_ID)).toList();
    }

    boolean has(CampaignRule rule) {
        return rules.contains(rule);
    }

    /** The columns that this database has, with the parameters that fill them, in the plugin's order. */
    List<CampaignField> fields() {
        return fields;
    }

    /** Whether the value of a parameter keeps its case. */
    boolean retainsCase(String parameter) {
        return retainsCase || (parameter.equals(CLICK_ID) && has(CampaignRule.CLICK_ID));
    }

    /** Whether the values of attribution parameters keep theirs: release 5.2.1 did not ask. */
    boolean retainsCaseOfAttribution() {
        return retainsCase || !has(CampaignRule.ATTRIBUTION_FIRST);
    }

    @Override
    public List<String> excludedUrlParameters() {
        return fields.stream()
                .flatMap(field -> field.parameters().stream())
                .map(ByteText::text)
                .toList();
    }

    @Override
    public PluginPart part(VisitDraft visit) {
        return new CampaignPart(this, visit);
    }
}
