// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What the drill itself knows: every order it sent, and what the office acknowledged for it. Kept
/// outside the office, so that a lost acknowledgement cannot hide. Thread-safe.
final class TruthLog {
    /// What was acknowledged for one operation.
    record Acknowledged(String id, String number, String leafHash) {}

    /// One operation: the order, and the acknowledgement once there was one.
    record Operation(OfficeClient.Order order, Optional<Acknowledged> acknowledged) {}

    private final Map<String, Operation> operations = new ConcurrentHashMap<>();

    void sent(OfficeClient.Order order) {
        operations.putIfAbsent(order.operation(), new Operation(order, Optional.empty()));
    }

    /// Notes an acknowledgement; a second one for the same operation must be the same paper.
    Optional<String> acknowledged(OfficeClient.Order order, Acknowledged paper) {
        Operation before =
                operations.put(order.operation(), new Operation(order, Optional.of(paper)));
        if (before == null || before.acknowledged().isEmpty()) {
            return Optional.empty();
        }
        Acknowledged first = before.acknowledged().get();
        return first.id().equals(paper.id()) && first.number().equals(paper.number())
                ? Optional.empty()
                : Optional.of(
                        "operation "
                                + order.operation()
                                + " became two papers: "
                                + first.number()
                                + " and "
                                + paper.number());
    }

    Map<String, Operation> all() {
        return Map.copyOf(operations);
    }

    long acknowledgedCount() {
        return operations.values().stream().filter(one -> one.acknowledged().isPresent()).count();
    }
}
