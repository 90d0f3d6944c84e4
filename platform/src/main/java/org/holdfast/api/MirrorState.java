// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.PublicJournal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/// `GET /api/v1/mirror/state`: lines of name and signed size of the newest origin of each kind.
///
/// A mirror that has all of it sends the entity tag it was given (`If-None-Match`, RFC 9110 section
/// 13.1.2) and how long it would wait (`Prefer: wait=SECONDS`, RFC 7240 section 4.3): it is
/// answered as soon as there is something new, else with 304 after that time, a second at most. So
/// it asks once a second where it would have to ask many times to hear as soon. Asking says that
/// the mirror is at work.
@RestController
class MirrorState {
    private static final Pattern WAIT =
            Pattern.compile("(?:^|[,;\\s])wait=(\\d{1,4})(?:$|[,;\\s])");
    private static final Duration MOST = Duration.ofSeconds(1);
    private static final long LOOK_MILLIS = 50;

    /// Who waits takes up room in the mirrors' lane; the others are answered at once.
    private static final int MOST_WAITING = 8;

    private final Ledger ledger;
    private final Semaphore room = new Semaphore(MOST_WAITING);

    MirrorState(Ledger ledger) {
        this.ledger = ledger;
    }

    @Allowed(Role.MIRROR)
    @GetMapping("/api/v1/mirror/state")
    ResponseEntity<byte[]> state(
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false)
                    @Nullable String known,
            @RequestHeader(name = "Prefer", required = false) @Nullable String prefer) {
        ledger.mirroring().heard();
        String lines = lines();
        Optional<Duration> wait = wait(prefer);
        if (wait.isPresent() && tag(lines).equals(known) && room.tryAcquire()) {
            try {
                lines = awaited(lines, wait.get());
            } finally {
                room.release();
            }
        }
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(
                                tag(lines).equals(known) ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
                        .eTag(tag(lines));
        return tag(lines).equals(known)
                ? answer.build()
                : answer.contentType(MediaType.TEXT_PLAIN)
                        .body(lines.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Duration> wait(@Nullable String prefer) {
        Matcher found = WAIT.matcher(prefer == null ? "" : prefer);
        if (!found.find()) {
            return Optional.empty();
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(found.group(1)));
        return Optional.of(asked.compareTo(MOST) > 0 ? MOST : asked);
    }

    private String awaited(String before, Duration wait) {
        long until = System.nanoTime() + wait.toNanos();
        String lines = before;
        try {
            while (lines.equals(before) && System.nanoTime() - until < 0) {
                Thread.sleep(LOOK_MILLIS);
                lines = lines();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return lines;
    }

    private String lines() {
        Map<String, PublicJournal> newest = new LinkedHashMap<>();
        for (PublicJournal one : ledger.journals()) {
            newest.put(one.name().substring(0, one.name().lastIndexOf('-')), one);
        }
        StringBuilder lines = new StringBuilder();
        for (PublicJournal one : newest.values()) {
            lines.append(one.name()).append(' ').append(one.size()).append('\n');
        }
        return lines.toString();
    }

    /// The state itself: it is short, and names no person.
    private static String tag(String lines) {
        return '"' + lines.strip().replace('\n', ',').replace(' ', ':') + '"';
    }
}
