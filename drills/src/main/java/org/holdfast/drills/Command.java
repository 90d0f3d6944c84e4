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

    boolean isMove() {
        return path.endsWith("/moves");
    }
}
