/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Beside the steps: what the components of one process measure, and the endpoint that shows it. Every metric is declared once,
 * in {@link io.github.trackreplay.metrics.AgentMetrics}. Knows neither events nor databases; takes values from reporters.
 */
package io.github.trackreplay.metrics;
