// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.holdfast.identity.Public;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/// `GET /api/openapi.json`: the description of the API, written by hand in `openapi.yaml` and
/// compared with the routes by a test.
@RestController
class OpenApiDocument {
    private final byte[] json = read();

    @Public
    @GetMapping("/api/openapi.json")
    ResponseEntity<byte[]> document() {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .header("Cache-Control", "no-cache")
                .body(json);
    }

    private static byte[] read() {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream("openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("missing resource openapi.yaml");
            }
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            return JsonMapper.shared().writeValueAsBytes(tree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
