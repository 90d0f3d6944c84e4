// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import org.holdfast.cases.OperationId;

/// Reads what requests carry, with limits that hold whatever length was claimed.
public final class Bodies {
    private Bodies() {}

    /// The whole body.
    ///
    /// @throws ProblemRaised 413 when it is longer than `most`
    public static byte[] read(HttpServletRequest request, int most) throws IOException {
        if (request.getContentLengthLong() > most) {
            throw new ProblemRaised("body-too-large", 413);
        }
        return read(request.getInputStream(), most);
    }

    /// The whole stream.
    ///
    /// @throws ProblemRaised 413 when it is longer than `most`
    public static byte[] read(InputStream in, int most) throws IOException {
        byte[] bytes = in.readNBytes(most + 1);
        if (bytes.length > most) {
            throw new ProblemRaised("body-too-large", 413);
        }
        return bytes;
    }

    /// The client's name for its command, from `Idempotency-Key`.
    ///
    /// @throws ProblemRaised 400 when there is none that can be used
    public static OperationId operation(HttpServletRequest request) {
        String key = request.getHeader("Idempotency-Key");
        if (key == null || !OperationId.isWellFormed(key)) {
            throw new ProblemRaised("idempotency-key-missing", 400);
        }
        return new OperationId(key);
    }
}
