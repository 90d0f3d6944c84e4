// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.holdfast.database.Database;
import org.junit.jupiter.api.Test;

/// A database that answers and takes no commit of those who follow the journal, as one whose
/// standby has gone: it does not learn the places of changes that the journal's files have. Papers
/// of the people concerned are made from the own copy then, and show the change.
final class UnplacedChangeTest extends AskedOffice {
    private static final String HERE = "kr-11110";

    @Test
    void issuesTheNewStateThoughTheRegistersNeverLearnItsPlace() throws Exception {
        Database database = office.context().getBean(Database.class);
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Thread holder =
                Thread.ofVirtual()
                        .start(() ->
                                database.inTransaction(tx -> {
                                    tx.jdbc()
                                            .sql("lock table registers.place in share mode")
                                            .update();
                                    locked.countDown();
                                    return await(done);
                                }));
        try {
            assertThat(await(locked)).isTrue();
            String moved = "서울특별시 종로구 사직로 161";
            String officer = token("officer", HERE);
            Visitor.Answer move = visitor.post("/api/v1/moves", officer, move(moved));
            assertThat(move.status()).as(move.text()).isEqualTo(201);
            Visitor.Answer paper =
                    visitor.post(
                            "/api/v1/issuances", officer, order("kr.resident-abstract", HERE, 3));
            assertThat(paper.status()).as(paper.text()).isEqualTo(201);
            assertThat(paper.json().at("/asOf/ownCopy").asBoolean(false)).isTrue();
            byte[] pdf =
                    visitor.get(paper.json().at("/document/href").asString(""), officer).body();
            try (var document = Loader.loadPDF(pdf)) {
                assertThat(new PDFTextStripper().getText(document)).contains("사직로 161");
            }
        } finally {
            done.countDown();
            holder.join();
        }
    }

    private static Map<String, Object> move(String address) {
        Map<String, Object> move = new HashMap<>();
        move.put("office", HERE);
        move.put("subject", subjects(HERE, false).get(3).path("handle").asString(""));
        move.put("address", address);
        move.put("movedOn", LocalDate.now(ZoneId.of("Asia/Seoul")).toString());
        return move;
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
