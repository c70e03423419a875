/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.golden;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prints a Matomo database's visits in the canonical form of the golden data: no row ids, actions as {@code [type, name,
 * url_prefix]}, visitor ids that the tracker drew at random renamed in order. On request also what newer releases write: visitor
 * ids of rows that are not their visit's, requests of bots, and {@code random} for configurations that were drawn at random.
 */
public final class Canon {
    private static final Pattern VISITOR = Pattern.compile("[?&](?:_id|cid)=([0-9a-fA-F]{16})");
    private static final Pattern USER = Pattern.compile("[?&]uid=([^& \"]+)");
    private static final Set<String> DROPPED = Set.of("idvisit", "idlink_va", "last_idlink_va", "idsite");

    private final Connection connection;
    private final String prefix;
    private final Set<String> known;
    private final Map<String, String> alias = new HashMap<>();
    private final boolean all;
    private final Map<String, String> privacy = new HashMap<>();
    private final Map<Long, JsonArray> actions = new HashMap<>();

    private Canon(Connection connection, String prefix, String log, boolean all) {
        this.all = all;
        this.connection = connection;
        this.prefix = prefix;
        this.known = knownVisitors(log);
    }

    /** One JSON object a visit, ordered by site, first action time and id. */
    public static List<JsonObject> of(Connection connection, String prefix, String log) throws SQLException {
        return new Canon(connection, prefix, log, false).visits();
    }

    /** The same with what newer releases write; requests of bots come last. */
    static List<JsonObject> ofAll(Connection connection, String prefix, String log) throws SQLException {
        Canon canon = new Canon(connection, prefix, log, true);
        canon.readPrivacy();
        List<JsonObject> rows = canon.visits();
        rows.addAll(canon.bots());
        return rows;
    }

    private void readPrivacy() throws SQLException {
        for (Map<String, Object> row : rows("option", "option_name")) {
            privacy.put(row.get("option_name").toString(), String.valueOf(row.get("option_value")));
        }
    }

    private boolean isRandom(long idSite) {
        String global = privacy.get("PrivacyManager.randomizeConfigId");
        return "1".equals(privacy.getOrDefault("PrivacyManager.idSite(" + idSite + ").randomizeConfigId", global));
    }

    private List<JsonObject> bots() throws SQLException {
        List<JsonObject> bots = new ArrayList<>();
        if (!exists("log_bot_request")) {
            return bots;
        }
        for (Map<String, Object> row : rows("log_bot_request", "idrequest")) {
            JsonObject bot = clean(row, Map.of());
            bot.remove("idrequest");
            bot.remove("created_time");
            JsonObject out = new JsonObject();
            out.add("idsite", json(row.get("idsite")));
            out.add("bot", bot);
            bots.add(out);
        }
        return bots;
    }

    private boolean exists(String table) throws SQLException {
        try (ResultSet tables =
                connection.getMetaData().getTables(connection.getCatalog(), null, prefix + table, null)) {
            return tables.next();
        }
    }

    private static Set<String> knownVisitors(String log) {
        Set<String> known = new HashSet<>();
        for (Matcher m = VISITOR.matcher(log); m.find(); ) {
            known.add(m.group(1).toLowerCase(Locale.ROOT));
        }
        for (Matcher m = USER.matcher(log); m.find(); ) {
            known.add(sha1(decode(m.group(1))).substring(0, 16));
        }
        return known;
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Like Python, leaves a percent sign that stands for nothing. */
    private static String decode(String text) {
        return URLDecoder.decode(text.replaceAll("%(?![0-9a-fA-F]{2})", "%25"), StandardCharsets.UTF_8);
    }

    private List<JsonObject> visits() throws SQLException {
        for (Map<String, Object> row : rows("log_action", "idaction")) {
            JsonArray action = new JsonArray();
            action.add(json(row.get("type")));
            action.add(json(row.get("name")));
            action.add(json(row.get("url_prefix")));
            actions.put(number(row.get("idaction")), action);
        }
        Map<Long, List<Map<String, Object>>> links = byVisit("log_link_visit_action", "idvisit, idlink_va");
        Map<Long, List<Map<String, Object>>> conversions =
                byVisit("log_conversion", "idvisit, server_time, idgoal, idorder, buster");
        Map<Long, List<Map<String, Object>>> items = byVisit("log_conversion_item", "idvisit, idorder, idaction_sku");
        List<JsonObject> visits = new ArrayList<>();
        for (Map<String, Object> visit : rows("log_visit", "idsite, visit_first_action_time, idvisit")) {
            long id = number(visit.get("idvisit"));
            JsonObject out = new JsonObject();
            out.add("idsite", json(visit.get("idsite")));
            JsonObject own = clean(visit, null);
            if (all && isRandom(number(visit.get("idsite")))) {
                own.addProperty("config_id", "random");
            }
            out.add("visit", own);
            List<Map<String, Object>> ofVisit = links.getOrDefault(id, List.of());
            JsonArray linked = new JsonArray();
            ofVisit.forEach(link -> linked.add(clean(link, visit)));
            out.add("actions", linked);
            out.add("conversions", conversions(conversions.getOrDefault(id, List.of()), ofVisit, visit));
            out.add(
                    "items",
                    sorted(items.getOrDefault(id, List.of()).stream()
                            .map(item -> clean(item, visit))
                            .toList()));
            visits.add(out);
        }
        return visits;
    }

    private JsonArray conversions(
            List<Map<String, Object>> rows, List<Map<String, Object>> links, Map<String, Object> visit) {
        Map<Object, Integer> position = new HashMap<>();
        for (int i = 0; i < links.size(); i++) {
            position.put(links.get(i).get("idlink_va"), i);
        }
        List<JsonObject> list = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            JsonObject conversion = clean(row, visit);
            conversion.add("at_action", json(position.get(row.get("idlink_va"))));
            list.add(conversion);
        }
        JsonArray sorted = sorted(list);
        for (JsonElement element : sorted) {
            JsonObject conversion = element.getAsJsonObject();
            boolean ofGoal =
                    !conversion.has("idorder") && conversion.get("idgoal").getAsInt() > 0;
            boolean buster = ofGoal
                    && conversion.has("buster")
                    && conversion.get("buster").getAsLong() != 0;
            conversion.addProperty("buster", buster);
        }
        return sorted;
    }

    private static JsonArray sorted(List<JsonObject> rows) {
        JsonArray sorted = new JsonArray();
        rows.stream()
                .sorted(Comparator.comparing(row -> PythonJson.line(row, true)))
                .forEach(sorted::add);
        return sorted;
    }

    /** @param visit whose row it is; null for the visit itself */
    private JsonObject clean(Map<String, Object> row, Map<String, Object> visit) {
        JsonObject out = new JsonObject();
        row.forEach((name, value) -> {
            boolean shown = !name.equals("idvisitor") || visit == null || (all && differs(value, visit.get(name)));
            if (value != null && !DROPPED.contains(name) && shown) {
                out.add(name, value(name, value));
            }
        });
        return out;
    }

    private static boolean differs(Object one, Object other) {
        return !Arrays.equals((byte[]) one, (byte[]) other);
    }

    private JsonElement value(String name, Object value) {
        if (name.startsWith("idaction") || name.contains("_idaction_")) {
            long id = number(value);
            JsonArray unknown = new JsonArray();
            unknown.add("?");
            unknown.add(id);
            unknown.add(JsonNull.INSTANCE);
            return id == 0 ? json(value) : actions.getOrDefault(id, unknown);
        }
        if (name.equals("idvisitor")) {
            String hex = HexFormat.of().formatHex((byte[]) value);
            return json(known.contains(hex) ? hex : alias.computeIfAbsent(hex, h -> "anon-" + (alias.size() + 1)));
        }
        return json(value);
    }

    private static JsonElement json(Object value) {
        if (value == null) {
            return JsonNull.INSTANCE;
        }
        if (value instanceof byte[] bytes) {
            return new JsonPrimitive(HexFormat.of().formatHex(bytes));
        }
        return value instanceof Number number ? new JsonPrimitive(number) : new JsonPrimitive(value.toString());
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    private Map<Long, List<Map<String, Object>>> byVisit(String table, String order) throws SQLException {
        Map<Long, List<Map<String, Object>>> grouped = new HashMap<>();
        for (Map<String, Object> row : rows(table, order)) {
            grouped.computeIfAbsent(number(row.get("idvisit")), id -> new ArrayList<>())
                    .add(row);
        }
        return grouped;
    }

    private List<Map<String, Object>> rows(String table, String order) throws SQLException {
        List<Map<String, Object>> list = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM " + prefix + table + " ORDER BY " + order)) {
            ResultSetMetaData columns = rows.getMetaData();
            while (rows.next()) {
                Map<String, Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(columns.getColumnName(i), column(rows, i, columns.getColumnTypeName(i)));
                }
                list.add(row);
            }
        }
        return list;
    }

    private static Object column(ResultSet rows, int index, String type) throws SQLException {
        String text = rows.getString(index);
        if (text == null) {
            return null;
        }
        if (type.endsWith("BINARY") || type.endsWith("BLOB")) {
            return rows.getBytes(index);
        }
        if (type.contains("INT") || type.equals("BIT")) {
            return rows.getLong(index);
        }
        if (type.startsWith("DOUBLE") || type.startsWith("FLOAT")) {
            return Double.valueOf(text);
        }
        return type.equals("TIME") ? text.replaceFirst("^0", "") : text;
    }
}
