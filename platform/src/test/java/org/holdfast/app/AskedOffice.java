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

/// A whole demo office and somebody who asks it from outside.
abstract class AskedOffice {
    @TempDir static Path data;

    static Office office;
    static Visitor visitor;
    static DemoPeople people;

    @BeforeAll
    static void start() {
        office = Office.start(OfficeSettings.quiet(data, 0, true, 600));
        visitor = new Visitor(office.base());
        people = DemoPeople.of(data);
    }

    @AfterAll
    static void stop() {
        office.close();
    }

    static JsonNode person(String role, String officeCode) {
        return people.person(role, officeCode);
    }

    static String token(String role, String officeCode) {
        return people.token(role, officeCode);
    }

    static List<JsonNode> subjects(String officeCode, boolean restricted) {
        return people.subjects(officeCode, restricted);
    }

    static Map<String, Object> order(String service, String officeCode, int subject) {
        Map<String, Object> order = new HashMap<>();
        order.put("service", service);
        order.put("office", officeCode);
        order.put("subject", people.handle(officeCode, subject));
        order.put("purpose", "bank");
        return order;
    }

    static Map<String, Object> korean(int subject) {
        return order("kr.resident-transcript", "kr-11110", subject);
    }
}
