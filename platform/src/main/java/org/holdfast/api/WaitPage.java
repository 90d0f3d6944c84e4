// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.holdfast.catalogue.Words;

/// What a person sees who opens a page while the office starts or stops: a few words in the three
/// languages that load again by themselves. Needs no template and nothing below, for neither may be
/// there yet.
final class WaitPage {
    private WaitPage() {}

    /// Answers with the page when a person's browser asks for one.
    ///
    /// @return whether it did; programs are to be answered otherwise
    static boolean answered(
            HttpServletRequest request, HttpServletResponse response, Problems problems)
            throws IOException {
        String accepted = String.valueOf(request.getHeader("Accept"));
        boolean page = "GET".equals(request.getMethod()) && accepted.contains("text/html");
        if (!page || response.isCommitted()) {
            return false;
        }
        Words words = problems.words("not-open-page");
        byte[] body = page(words).getBytes(StandardCharsets.UTF_8);
        response.setStatus(503);
        response.setContentType("text/html;charset=utf-8");
        response.setHeader("Retry-After", "2");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        return true;
    }

    private static String page(Words words) {
        return """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <meta http-equiv="refresh" content="2"><title>Holdfast</title></head>
        <body><h1>Holdfast</h1>
        <p lang="ko">%s</p>
        <p lang="ja">%s</p>
        <p lang="en">%s</p>
        </body></html>
        """
                .formatted(words.in("ko"), words.in("ja"), words.in("en"));
    }
}
