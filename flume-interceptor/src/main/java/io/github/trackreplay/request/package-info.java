/**
 * Step 2b: takes a parsed line, gives its tracking requests, or says why it is rejected or skipped. The rules are Matomo's
 * for what its tracker takes as a request (query, form body, bulk body); the parameters themselves mean nothing here. Pure:
 * no I/O, clock, log or Flume; knows no sites, tokens or proxies.
 */
package io.github.trackreplay.request;
