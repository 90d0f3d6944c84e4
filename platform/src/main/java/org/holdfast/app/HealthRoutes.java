// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.identity.Public;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Answers whether the process lives and whether it takes work; of one whose journals have stopped,
/// which, and of one that has not read all of another site's journal, whose. Says nothing else to
/// strangers.
@Public
@RestController
class HealthRoutes {
    private final Readiness readiness;

    HealthRoutes(Readiness readiness) {
        this.readiness = readiness;
    }

    @GetMapping("/health/live")
    Map<String, String> live() {
        return Map.of("status", "live");
    }

    @GetMapping("/health/ready")
    ResponseEntity<Map<String, String>> ready() {
        Readiness.State state = readiness.state();
        List<String> stopped = readiness.stopped();
        if (state == Readiness.State.READY && !stopped.isEmpty()) {
            String why = "no more entries in journal " + String.join(" and ", stopped);
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                    .body(Map.of("status", "stopped", "reason", why));
        }
        HttpStatus status =
                state == Readiness.State.READY ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE;
        Map<String, String> says = new LinkedHashMap<>();
        says.put("status", state.name().toLowerCase(java.util.Locale.ROOT));
        String missing = String.join("; ", new TreeMap<>(readiness.missing()).values());
        if (!missing.isEmpty()) {
            says.put("reason", missing);
        }
        return ResponseEntity.status(status).body(says);
    }
}
