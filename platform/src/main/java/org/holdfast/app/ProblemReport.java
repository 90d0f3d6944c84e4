// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.holdfast.api.Refusals;
import org.jspecify.annotations.Nullable;

/// Replaces the web server's own error pages by ours: what it refuses before any filter is reached
/// comes with the same headers and as the same kind of problem.
final class ProblemReport extends ErrorReportValve {
    private final Supplier<Refusals> refusals;

    ProblemReport(Supplier<Refusals> refusals) {
        this.refusals = refusals;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            refusals.get().answer(request, response, status);
            response.finishResponse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
