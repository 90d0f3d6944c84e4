// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetAddress;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/// For an office behind a proxy that speaks TLS to the outside: every request counts as secure, so
/// that cookies are `Secure` (RFC 6265 §4.1.2.5). The scheme that a proxy names is believed of one
/// on this machine only.
final class TlsProxyValve extends ValveBase {
    TlsProxyValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.setSecure(true);
        if ("https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"))
                && InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress()) {
            request.getCoyoteRequest().scheme().setString("https");
        }
        getNext().invoke(request, response);
    }
}
