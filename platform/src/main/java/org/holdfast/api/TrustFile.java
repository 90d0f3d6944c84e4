// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import java.nio.charset.StandardCharsets;
import org.holdfast.identity.Public;
import org.holdfast.keys.Keys;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /trust`: what others need to verify papers, receipts and journals of this site.
@RestController
class TrustFile {
    private final Keys keys;

    TrustFile(Keys keys) {
        this.keys = keys;
    }

    @Public
    @GetMapping("/trust")
    ResponseEntity<byte[]> trust() {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .header("Cache-Control", "no-cache")
                .body(keys.trust().getBytes(StandardCharsets.UTF_8));
    }
}
