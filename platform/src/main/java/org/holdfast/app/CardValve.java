// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.holdfast.api.Problem;
import org.holdfast.api.Refusals;
import org.holdfast.portal.CardDoor;

/// Lets through to the host for cards what it serves, and nothing else: no page, no API and no
/// session is there.
final class CardValve extends ValveBase {
    private final CardListener listener;
    private final Supplier<Refusals> refusals;

    CardValve(CardListener listener, Supplier<Refusals> refusals) {
        super(true);
        this.listener = listener;
        this.refusals = refusals;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (!request.getConnector().equals(listener.connector())) {
            getNext().invoke(request, response);
            return;
        }
        String path = request.getRequestURI();
        if (path.equals(CardDoor.PATH)) {
            CardListener.mark(request);
            if (request.getMethod().equals("POST")) {
                // Who logs in again shakes hands again.
                response.setHeader("Connection", "close");
            }
            getNext().invoke(request, response);
        } else if (path.startsWith("/assets/")) {
            getNext().invoke(request, response);
        } else if (request.getMethod().equals("GET")) {
            response.setStatus(303);
            response.setHeader("Location", listener.back() + "/login");
        } else {
            refusals.get().answer(request, response, Problem.of("not-found", 404));
        }
    }
}
