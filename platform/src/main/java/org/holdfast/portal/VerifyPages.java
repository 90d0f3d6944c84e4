// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.holdfast.api.Bodies;
import org.holdfast.api.BodyLimits;
import org.holdfast.api.Verification;
import org.holdfast.identity.Public;
import org.holdfast.verifier.OnlineStatus;
import org.holdfast.verifier.PaperVerdict;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.View;

/// The public page on which anybody verifies a paper by its file, a photo or the camera. Nothing
/// sent here is kept.
@Public
@Controller
class VerifyPages {
    /// The longest text that a QR code can hold.
    private static final int LONGEST_SEAL = 4_296;

    private final Pages pages;
    private final Verification verification;
    private final CitizenPages.Words words;
    private final OfflinePage offline;

    VerifyPages(
            Pages pages, Verification verification, CitizenPages.Words words, OfflinePage offline) {
        this.offline = offline;
        this.pages = pages;
        this.verification = verification;
        this.words = words;
    }

    @GetMapping("/verify")
    View form(HttpServletRequest request) {
        return pages.show(request, "verify", Map.of("refusal", RefusalView.NONE));
    }

    @PostMapping("/verify")
    View file(HttpServletRequest request, @RequestParam("file") MultipartFile file)
            throws IOException {
        byte[] bytes = Bodies.read(file.getInputStream(), BodyLimits.MOST_FILE_BYTES);
        if (QrPicture.isPicture(bytes)) {
            return seal(request, text(bytes).orElse(""));
        }
        Page page = pages.page(request);
        VerdictView view =
                isReceipt(bytes)
                        ? VerdictView.ofReceipt(
                                verification.receipt(new String(bytes, StandardCharsets.UTF_8)),
                                page)
                        : VerdictView.ofPaper(
                                verification.paper(bytes),
                                words.catalogue(),
                                words.offices(),
                                page);
        return pages.show(request, "verdict", Map.of("page", page, "verdict", view));
    }

    @PostMapping("/verify/seal")
    View seal(HttpServletRequest request, @RequestParam("seal") String text) {
        Page page = pages.page(request);
        String cut = text.length() > LONGEST_SEAL ? "" : text;
        PaperVerdict verdict = verification.seal(cut);
        Optional<OnlineStatus.Standing> standing =
                verdict.isGenuine()
                        ? verdict.claims().map(verification::standing)
                        : Optional.empty();
        VerdictView view =
                VerdictView.ofSeal(verdict, standing, words.catalogue(), words.offices(), page);
        return pages.show(request, "verdict", Map.of("page", page, "verdict", view));
    }

    /// The text of the QR code in one camera picture; 204 when there is none.
    @PostMapping("/verify/picture")
    ResponseEntity<String> picture(HttpServletRequest request) throws IOException {
        byte[] bytes = Bodies.read(request, QrPicture.MOST_BYTES);
        return text(bytes)
                .map(t -> ResponseEntity.ok().contentType(MediaType.TEXT_PLAIN).body(t))
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    /// A receipt is a JSON object; no paper and no picture begins like one.
    private static boolean isReceipt(byte[] bytes) {
        int i = 0;
        while (i < bytes.length && Character.isWhitespace(bytes[i])) {
            i++;
        }
        return i < bytes.length && bytes[i] == '{';
    }

    /// The verifier that works without this office: one file, with this office's trust in it.
    @GetMapping("/verify/offline")
    ResponseEntity<byte[]> offline() throws IOException {
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_HTML)
                .header("Content-Disposition", "attachment; filename=\"verify-offline.html\"")
                .body(offline.page().getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> text(byte[] picture) {
        return verification.byCrew(() -> QrPicture.read(picture));
    }
}
