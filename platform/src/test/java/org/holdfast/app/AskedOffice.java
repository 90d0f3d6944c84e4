// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A whole demo office and somebody who asks it from outside.
abstract class AskedOffice {
    @TempDir static Path data;

    static Office office;
    static Visitor visitor;
    static JsonNode demo;

    @BeforeAll
    static void start() {
        office = Office.start(OfficeSettings.quiet(data, 0, true, 600));
        visitor = new Visitor(office.base());
        demo = JsonMapper.shared().readTree(data.resolve("demo.json").toFile());
    }

    @AfterAll
    static void stop() {
        office.close();
    }

    static JsonNode person(String role, String officeCode) {
        return demo.path("people")
                .valueStream()
                .filter(p -> p.path("role").asString("").equals(role))
                .filter(p -> p.path("office").asString("").equals(officeCode))
                .findFirst()
                .orElseThrow();
    }

    static String token(String role, String officeCode) {
        return person(role, officeCode).path("token").asString("");
    }

    static List<JsonNode> subjects(String officeCode, boolean restricted) {
        return demo.path("subjects")
                .valueStream()
                .filter(s -> s.path("office").asString("").equals(officeCode))
                .filter(s -> s.path("restricted").asBoolean(false) == restricted)
                .toList();
    }

    static Map<String, Object> order(String service, String officeCode, int subject) {
        Map<String, Object> order = new HashMap<>();
        order.put("service", service);
        order.put("office", officeCode);
        order.put("subject", subjects(officeCode, false).get(subject).path("handle").asString(""));
        order.put("purpose", "bank");
        return order;
    }

    static Map<String, Object> korean(int subject) {
        return order("kr.resident-transcript", "kr-11110", subject);
    }
}
