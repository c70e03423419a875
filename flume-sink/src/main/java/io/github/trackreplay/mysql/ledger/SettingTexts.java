/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;

/** Long texts of settings, by which ranges were judged: each is kept once, and what names it has its hash. Only inserted. */
public final class SettingTexts {
    private static final int BYTES = 16;

    private final LedgerTables tables;

    public SettingTexts(LedgerTables tables) {
        this.tables = tables;
    }

    /** The name of a text: 32 hexadecimal digits. */
    public static String name(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Keeps a text in the present transaction, if it is not kept yet. */
    public void keep(Connection connection, String text) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                tables.sql("INSERT IGNORE INTO matomo_trackreplay_setting (setting_hash, setting) VALUES (?, ?)"))) {
            insert.setString(1, name(text));
            insert.setString(2, text);
            insert.executeUpdate();
        }
    }

    /** @throws LedgerException if no text has this name */
    public String read(Connection connection, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                tables.sql("SELECT setting FROM matomo_trackreplay_setting WHERE setting_hash = ?"))) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    return row.getString("setting");
                }
            }
        }
        throw new LedgerException(
                "The setting " + name + " by which a log file was judged is not in " + tables.setting()
                        + ", so nobody can tell which of its lines were left out. Restore all tables " + tables.prefix()
                        + "trackreplay_… from one backup.");
    }
}
