// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Optional;

/// An office that has the central journal for itself: one sequencer from start to stop.
record OwnSequencing(Sequencer sequencer, Optional<HeadGate> gate) implements Sequencing {
    /// @param awaited told when the sequencer stops
    void start(Awaited awaited) {
        gate.ifPresent(HeadGate::opened);
        sequencer.start(awaited::end);
    }

    @Override
    public void wake() {
        sequencer.wake();
    }

    @Override
    public boolean here() {
        return true;
    }

    @Override
    public Optional<Throwable> stopped() {
        return sequencer.fault().map(Throwable.class::cast);
    }

    @Override
    public Optional<Trouble> trouble() {
        return sequencer.trouble().or(() -> gate.flatMap(HeadGate::silence));
    }

    @Override
    public void close() {
        gate.ifPresent(HeadGate::waitNoMore);
        sequencer.close();
        gate.ifPresent(HeadGate::close);
    }
}
