// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.View;

/// One compiled template with its values. The whole page is made before the first byte leaves, so a
/// page that breaks half-way is never seen.
final class JteView implements View {
    private final TemplateEngine engine;
    private final String template;
    private final int status;
    private final Map<String, Object> values;

    JteView(TemplateEngine engine, String template, int status, Map<String, Object> values) {
        this.engine = engine;
        this.template = template;
        this.status = status;
        this.values = Map.copyOf(values);
    }

    @Override
    public String getContentType() {
        return "text/html;charset=UTF-8";
    }

    @Override
    public void render(
            @Nullable Map<String, ?> model,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Utf8ByteOutput output = new Utf8ByteOutput();
        engine.render(template + ".jte", values, output);
        response.setStatus(status);
        response.setContentType(getContentType());
        response.setContentLength(output.getContentLength());
        output.writeTo(response.getOutputStream());
    }
}
