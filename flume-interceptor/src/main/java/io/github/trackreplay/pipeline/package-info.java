/**
 * Step 2 for what others carry: takes the events of any source (lines, or the documents of shippers), gives the lines within,
 * each with its stream and with what tells it from others. Pure: no Flume, clock or log.
 */
package io.github.trackreplay.pipeline;
