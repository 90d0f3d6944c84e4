// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Role;
import org.holdfast.sites.Inventories;
import org.holdfast.sites.Outage;
import org.holdfast.sites.SiteReport;
import org.holdfast.sites.SiteWatch;
import org.holdfast.sites.Standing;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/sites`: how all sites stand and what has stopped; `/own`: what this node says of
/// itself, for the other sites. Neither asks the database for anything but figures.
@RestController
class ShowSites {
    private final SiteWatch watch;
    private final Inventories inventories;

    ShowSites(SiteWatch watch, Inventories inventories) {
        this.watch = watch;
        this.inventories = inventories;
    }

    @Allowed(Role.OPERATOR)
    @InPerson
    @GetMapping("/api/v1/sites")
    ObjectNode sites() {
        JsonMapper json = JsonMapper.shared();
        Standing now = watch.standing();
        ObjectNode node = json.createObjectNode();
        node.put("at", now.at().toString()).put("from", now.from());
        node.put("primary", now.primary().orElse(null));
        node.put("synchronous", now.synchronous().orElse(null));
        node.put("sequencer", now.sequencer().orElse(null));
        node.put("etcdLeader", now.etcdLeader().orElse(null));
        node.set("sites", json.valueToTree(now.sites()));
        node.set(
                "outage",
                json.valueToTree(
                        Outage.of(inventories.book(), now.lost(), java.util.Optional.empty())));
        return node;
    }

    @Allowed({Role.OPERATOR, Role.MIRROR})
    @GetMapping("/api/v1/sites/own")
    SiteReport own(HttpServletRequest request) {
        Caller.requireOwn(request);
        return watch.own();
    }
}
