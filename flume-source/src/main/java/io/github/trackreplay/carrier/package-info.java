/**
 * Step 1 where others carry: takes the batches of shippers from the network, gives their documents to the channel, and answers only
 * when the channel has them. Knows neither log formats nor Matomo.
 */
package io.github.trackreplay.carrier;
