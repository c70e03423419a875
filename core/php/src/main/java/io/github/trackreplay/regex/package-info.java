/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * A regex engine whose effort is linear in the length of the text, whoever wrote the text.
 *
 * <p>Takes PCRE's syntax as far as it can be matched that way and gives PCRE's answer: the same match, the same groups. How: it
 * tries alternatives one after the other, as PCRE does, and once that takes long remembers from which place of the expression at
 * which place of the text nothing was found; no such pair is tried twice. Back references, recursion and conditions cannot be
 * matched so: such an expression is refused, and its caller bounds it otherwise.
 *
 * <p>It must not know what is matched, or why.
 *
 * <p>Why so: {@code docs/decisions/0022-own-regex-engine.md}.
 */
package io.github.trackreplay.regex;
