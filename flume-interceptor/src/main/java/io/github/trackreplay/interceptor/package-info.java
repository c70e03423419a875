/**
 * Step 2: takes raw packs from the source, gives packs of tracking requests and rejected lines to the channel. {@link
 * io.github.trackreplay.interceptor.TrackingInterceptor} is the Flume shell; {@link
 * io.github.trackreplay.interceptor.PackParser} does the work without Flume. Knows neither files nor Matomo.
 */
package io.github.trackreplay.interceptor;
