/**
 * Step 2a: takes a line of a log, as bytes, gives an {@link io.github.trackreplay.accesslog.AccessLogEntry} or says why it is
 * {@link io.github.trackreplay.accesslog.Unreadable}. Formats are known by name or compiled from the server's own
 * {@code LogFormat} or {@code log_format}. Any bytes give a result, never an exception. Pure: no I/O, clock, log or Flume;
 * knows neither packs nor what a tracking request is.
 */
package io.github.trackreplay.accesslog;
