// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// What the drill itself knows: every command it sent, and what the office acknowledged for it.
/// Kept outside the office, so that a lost acknowledgement cannot hide. Thread-safe.
final class TruthLog {
    /// What was acknowledged for one operation: its id, and the entries that keep it.
    record Acknowledged(String id, List<String> leaves) {
        Acknowledged {
            leaves = List.copyOf(leaves);
        }
    }

    /// One operation: the command, and the acknowledgement once there was one.
    record Operation(Command command, Optional<Acknowledged> acknowledged) {}

    private final Map<String, Operation> operations = new ConcurrentHashMap<>();

    void sent(Command command) {
        operations.putIfAbsent(command.operation(), new Operation(command, Optional.empty()));
    }

    /// Notes an acknowledgement; a second one for the same operation must be the same.
    Optional<String> acknowledged(Command command, Acknowledged now) {
        Operation before =
                operations.put(command.operation(), new Operation(command, Optional.of(now)));
        if (before == null || before.acknowledged().isEmpty()) {
            return Optional.empty();
        }
        Acknowledged first = before.acknowledged().get();
        return first.equals(now)
                ? Optional.empty()
                : Optional.of(
                        "operation "
                                + command.operation()
                                + " happened twice: "
                                + first.id()
                                + " and "
                                + now.id());
    }

    /// Forgets a command that was refused for good.
    void refused(Command command) {
        operations.remove(command.operation());
    }

    /// False once it was refused for good.
    boolean knows(Command command) {
        return operations.containsKey(command.operation());
    }

    /// The entries that keep what was acknowledged.
    Stream<String> leaves() {
        return operations.values().stream()
                .flatMap(one -> one.acknowledged().stream())
                .flatMap(kept -> kept.leaves().stream());
    }

    Map<String, Operation> all() {
        return Map.copyOf(operations);
    }

    long acknowledged(boolean moves) {
        return operations.values().stream()
                .filter(one -> one.command().isMove() == moves && one.acknowledged().isPresent())
                .count();
    }
}
