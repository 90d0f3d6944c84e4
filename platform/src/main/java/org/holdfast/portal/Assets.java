// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.api.Digest;
import org.holdfast.api.ProblemRaised;
import org.holdfast.identity.Public;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/// The few files that pages load: our own, and two from libraries. All are in memory; a new content
/// has a new address, so browsers may keep what they have.
@Public
@Controller
class Assets {
    private static final String JARS = "/META-INF/resources/webjars/";
    private static final String LONG = "public, max-age=31536000, immutable";

    private final Map<String, byte[]> files = new TreeMap<>();
    private final String version;

    Assets() {
        files.put("holdfast.css", read("/static/holdfast.css"));
        files.put("holdfast.js", read("/static/holdfast.js"));
        files.put("mark.svg", read("/static/mark.svg"));
        files.put(
                "govuk.css",
                withoutItsFont(
                        read(JARS + "govuk-frontend/5.14.0/dist/govuk/govuk-frontend.min.css")));
        files.put("htmx.js", read(JARS + "htmx.org/2.0.10/dist/htmx.min.js"));
        StringBuilder all = new StringBuilder();
        files.values().forEach(f -> all.append(HexFormat.of().formatHex(Digest.sha256(f))));
        byte[] digest = Digest.sha256(all.toString().getBytes(StandardCharsets.US_ASCII));
        version = HexFormat.of().formatHex(digest).substring(0, 12);
    }

    /// The library's structure without its typeface, which is licensed for one government alone.
    private static byte[] withoutItsFont(byte[] css) {
        return new String(css, StandardCharsets.UTF_8)
                .replaceAll("@font-face\\{[^}]*\\}", "")
                .replace("GDS Transport,arial,sans-serif", "var(--font)")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// A name for what all files hold together.
    String version() {
        return version;
    }

    @GetMapping("/assets/{name}")
    ResponseEntity<byte[]> file(HttpServletRequest request, @PathVariable("name") String name) {
        byte[] file = files.get(name);
        if (file == null) {
            throw new ProblemRaised("not-found", 404);
        }
        boolean named = ("v=" + version).equals(request.getQueryString());
        return ResponseEntity.ok()
                .header("Content-Type", type(name))
                .header("Cache-Control", named ? LONG : "public, max-age=300")
                .body(file);
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.'))) {
            case ".css" -> "text/css;charset=utf-8";
            case ".js" -> "text/javascript;charset=utf-8";
            default -> "image/svg+xml";
        };
    }

    private static byte[] read(String path) {
        try (InputStream in = Assets.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
