// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Role;
import org.holdfast.sites.Inventories;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/v1/inventory`: the inventories of all sites as this node's disk has them, for
/// operators and for the other sites. Asks no database.
@RestController
class ShowInventory {
    private final Inventories inventories;

    ShowInventory(Inventories inventories) {
        this.inventories = inventories;
    }

    @Allowed({Role.OPERATOR, Role.MIRROR})
    @InPerson
    @GetMapping("/api/v1/inventory")
    ObjectNode inventory(HttpServletRequest request) {
        Caller.requireOwn(request);
        return inventories.book().json();
    }
}
