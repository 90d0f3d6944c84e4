// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Instant;

/// What time a site has, by the header `Date` of its node; to a second. RFC 9110 §6.6.1.
final class NodeClock {
    private static final int WITHIN_MILLIS = 2000;

    private NodeClock() {}

    /// @throws IOException when nobody answers there within two seconds
    static Instant at(SitePlan plan, String site) throws IOException {
        URI address = plan.nodeAddress(site).resolve("/health/ready");
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        try {
            connection.setConnectTimeout(WITHIN_MILLIS);
            connection.setReadTimeout(WITHIN_MILLIS);
            connection.getResponseCode();
            long date = connection.getHeaderFieldDate("Date", 0);
            if (date == 0) {
                throw new IOException("no date from site " + site);
            }
            return Instant.ofEpochMilli(date);
        } finally {
            connection.disconnect();
        }
    }
}
