/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/** A row of {@code log_visit}, as far as the tracker reads it. Only {@link Known} changes it. */
public final class KnownVisit {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /**
     * The columns that the tracker reads, apart from {@code custom_dimension_*} and {@code custom_var_*}, all of which it reads
     * too. A reader leaves out what the table does not have.
     */
    public static final List<String> COLUMNS = List.of(
            "idvisit",
            "idsite",
            "idvisitor",
            "config_id",
            "user_id",
            "profilable",
            "visit_first_action_time",
            "visit_last_action_time",
            "visit_total_time",
            "visit_total_actions",
            "visit_total_interactions",
            "visit_total_searches",
            "visit_total_events",
            "visit_entry_idaction_url",
            "visit_exit_idaction_url",
            "visit_exit_idaction_name",
            "visit_goal_buyer",
            "visitor_returning",
            "visitor_seconds_since_first",
            "visitor_seconds_since_order",
            "visitor_count_visits",
            "visitor_days_since_first",
            "visitor_days_since_order",
            "config_resolution",
            "config_browser_name",
            "config_client_type",
            "config_device_brand",
            "config_device_model",
            "config_device_type",
            "location_ip",
            "location_browser_lang",
            "location_city",
            "location_country",
            "location_latitude",
            "location_longitude",
            "location_region",
            "referer_keyword",
            "referer_name",
            "referer_type",
            "referer_url",
            "last_idlink_va",
            "ai_agent_name");

    private final Ref visit;
    private final int idSite;
    private final Columns columns;
    private long lastActionTime;

    /**
     * A row.
     *
     * @param visit its id, or pending
     * @param idSite its site
     * @param columns the columns read; ids of actions as {@link Ref.Id}, times as {@link Value.Time}, bytes as {@link
     *     Value.Bytes}, decimals as {@link Value.Real}; owned by this object from now on
     */
    public KnownVisit(Ref visit, int idSite, Columns columns) {
        this.visit = visit;
        this.idSite = idSite;
        this.columns = columns;
        this.lastActionTime = time("visit_last_action_time");
    }

    /** The row. */
    public Ref visit() {
        return visit;
    }

    /** Its site. */
    public int idSite() {
        return idSite;
    }

    /** Its columns; not to be changed. */
    public Columns columns() {
        return columns;
    }

    /** {@code visit_last_action_time}, seconds since 1970-01-01 UTC. */
    public long lastActionTime() {
        return lastActionTime;
    }

    /** {@code visit_first_action_time}, seconds since 1970-01-01 UTC. */
    public long firstActionTime() {
        return time("visit_first_action_time");
    }

    long idVisitor() {
        return eightBytes("idvisitor");
    }

    long configId() {
        return eightBytes("config_id");
    }

    void update(Columns changed) {
        columns.putAll(changed);
        lastActionTime = time("visit_last_action_time");
    }

    /** The number whose big-endian form the eight bytes are. */
    public static long eightBytes(byte[] bytes) {
        return (long) LONGS.get(bytes, 0);
    }

    private long eightBytes(String column) {
        return columns.get(column) instanceof Value.Bytes bytes && bytes.bytes().length == Long.BYTES
                ? eightBytes(bytes.bytes())
                : 0;
    }

    private long time(String column) {
        return columns.get(column) instanceof Value.Time time ? time.seconds() : 0;
    }
}
