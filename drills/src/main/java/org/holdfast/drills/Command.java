// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One request that an office is to acknowledge: everything that makes it, so that it can be
/// repeated exactly.
///
/// @param operation the client's operation id
/// @param office where it is asked
/// @param path the route
public record Command(String operation, String office, String path, ObjectNode body) {
    /// A report that a person's whole household moved today.
    static Command move(
            String operation, String office, String subject, String address, String today) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.put("office", office);
        body.put("subject", subject);
        body.put("address", address);
        body.put("movedOn", today);
        body.putObject("options");
        return new Command(operation, office, "/api/v1/moves", body);
    }

    /// Protects a person; nobody in particular is named.
    static Command block(String operation, String office, String subject) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.putArray("blocked");
        body.put("evidence", "drill");
        return new Command(operation, office, "/api/v1/subjects/" + subject + "/blocks", body);
    }

    /// Lifts one block.
    static Command lift(String operation, String office, String block) {
        return new Command(operation, office, "/api/v1/blocks/" + block + "/lift", reason());
    }

    /// Takes a paper back.
    static Command withdrawal(String operation, String office, String paper) {
        return new Command(
                operation, office, "/api/v1/issuances/" + paper + "/withdrawal", reason());
    }

    private static ObjectNode reason() {
        return JsonMapper.shared().createObjectNode().put("reason", "drill");
    }

    /// The last but one part of the path: whom a block protects, what is lifted or withdrawn.
    String target() {
        String[] parts = path.split("/", -1);
        return parts[parts.length - 2];
    }

    boolean isMove() {
        return path.endsWith("/moves");
    }
}
