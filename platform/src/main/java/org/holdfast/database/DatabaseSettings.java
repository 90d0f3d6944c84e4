// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

/// Where a database is and how many connections may be open to it at once.
///
/// @param url a JDBC address of PostgreSQL
/// @param connections upper bound of the pool; 2 to 200
public record DatabaseSettings(String url, String user, String password, int connections) {

    public DatabaseSettings {
        if (connections < 2 || connections > 200) {
            throw new IllegalArgumentException(
                    "connections: expected 2..200, found " + connections);
        }
    }

    /// The address with these ends of waiting, whatever ends it had: what stands in an address
    /// counts before what is set beside it.
    ///
    /// @param seconds of connecting, and of any answer
    String url(int seconds) {
        return with(
                "connectTimeout|socketTimeout",
                "connectTimeout=" + seconds + "&socketTimeout=" + seconds);
    }

    /// The address with no end of waiting for an answer.
    String patientUrl() {
        return with("socketTimeout", "socketTimeout=0");
    }

    private String with(String names, String given) {
        String bare = url.replaceAll("(?<=[?&])(?:" + names + ")=[^&]*&?", "");
        String joined = bare.contains("?") ? bare : bare + "?";
        return joined.matches(".*[?&]") ? joined + given : joined + "&" + given;
    }

    /// Does not print the password.
    @Override
    public String toString() {
        return "DatabaseSettings[" + url + ", " + user + ", " + connections + " connections]";
    }
}
