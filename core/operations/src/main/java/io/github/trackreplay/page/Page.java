/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The page: one document that loads nothing else. Its script and its style are the only ones that its policy admits, by their
 * hashes, so that nothing that a visitor sent could run even if it became markup.
 *
 * <p>Why so: {@code docs/decisions/0034-the-page-lives-in-the-process.md}.
 */
public final class Page {
    private static final Page PAGE = new Page();

    private final byte[] html;
    private final String policy;

    private Page() {
        String style = resource("page.css");
        String script = resource("page.js");
        html = resource("page.html")
                .replace("/*STYLE*/", style)
                .replace("/*SCRIPT*/", script)
                .getBytes(UTF_8);
        policy = "default-src 'none'; script-src '" + hash(script) + "'; style-src '" + hash(style)
                + "'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    public static Page get() {
        return PAGE;
    }

    /** UTF-8. */
    public byte[] html() {
        return html.clone();
    }

    /** The header {@code Content-Security-Policy}. */
    public String policy() {
        return policy;
    }

    private static String hash(String inline) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(inline.getBytes(UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream stream = Page.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
