// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.holdfast.identity.Role;
import org.holdfast.keys.Handle;
import org.holdfast.keys.SealKeyId;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Promise;
import org.holdfast.ledger.StoredEntry;

/// Takes orders. What an order says is in its entry, and nothing else: the same operation with
/// another request does not fit the entry.
final class RenewalOrders {
    private static final Duration LONGEST_AGO = Duration.ofDays(1);
    private static final Duration LONGEST_AHEAD = Duration.ofDays(400);
    private static final int MOST = 1_000;
    private static final int LONGEST_REASON = 200;

    private final Preservation.Below below;
    private final RenewalBook book;
    private final RenewalWriter writer;
    private final InstantSource clock;

    RenewalOrders(
            Preservation.Below below, RenewalBook book, RenewalWriter writer, InstantSource clock) {
        this.below = below;
        this.book = book;
        this.writer = writer;
        this.clock = clock;
    }

    RenewalAnswer order(Preservation.Order order) {
        if (order.who().role() != Role.OPERATOR) {
            return new RenewalAnswer.Refused(RenewalRefusal.ROLE_NOT_PERMITTED);
        }
        Handle operation = writer.handle("rekey", order.who().id() + "\0" + order.operation());
        String name = RenewalBook.PREFIX + operation.hex();
        Renewal wanted =
                new Renewal(
                        name,
                        order.selection(),
                        order.cutOff().truncatedTo(ChronoUnit.SECONDS),
                        order.reason(),
                        order.who().id(),
                        clock.instant());
        Optional<StoredEntry> earlier = writer.entry(operation, RenewalEntries.REKEY);
        if (earlier.isEmpty()) {
            Optional<RenewalRefusal> refusal = refusal(order);
            if (refusal.isPresent()) {
                return new RenewalAnswer.Refused(refusal.get());
            }
        }
        Optional<Promise> entered =
                writer.once(
                        RenewalEntries.REKEY, operation, RenewalEntries.order(wanted), List.of());
        book.look();
        RenewalBook.Line line =
                book.renewal(name)
                        .orElseThrow(() -> new IllegalStateException("an order is not read"));
        if (!said(line.renewal()).equals(said(wanted))) {
            return new RenewalAnswer.Refused(RenewalRefusal.REUSED);
        }
        return new RenewalAnswer.Given(
                line.renewal(),
                entered.map(writer::sealed)
                        .orElseGet(() -> writer.receipt(line.entry().leafHash())),
                entered.isEmpty());
    }

    private static String said(Renewal renewal) {
        return CanonicalJson.text(RenewalEntries.order(renewal));
    }

    private Optional<RenewalRefusal> refusal(Preservation.Order order) {
        if (!isReason(order.reason())) {
            return Optional.of(RenewalRefusal.BAD_REASON);
        }
        if (!isNear(order.cutOff())) {
            return Optional.of(RenewalRefusal.BAD_MOMENT);
        }
        if (book.renewals().size() >= MOST) {
            return Optional.of(RenewalRefusal.TOO_MANY);
        }
        if (below.stamps().token(new byte[HashTree.LENGTH]).isEmpty()) {
            return Optional.of(RenewalRefusal.NO_STAMPS);
        }
        return switch (order.selection()) {
            case Renewal.Selection.Key(String id) -> refusal(new SealKeyId(id));
            case Renewal.Selection.OfOffice _ -> Optional.empty();
            case Renewal.Selection.MadeBefore(var moment) ->
                    moment.isAfter(clock.instant())
                            ? Optional.of(RenewalRefusal.BAD_MOMENT)
                            : Optional.empty();
        };
    }

    /// A cut-off long ago would take from every paper what proves that it was there before: that is
    /// for whoever has the office's keys, not for one operator.
    private boolean isNear(Instant cutOff) {
        Instant now = clock.instant();
        return !cutOff.isBefore(now.minus(LONGEST_AGO)) && !cutOff.isAfter(now.plus(LONGEST_AHEAD));
    }

    private Optional<RenewalRefusal> refusal(SealKeyId key) {
        if (book.keysOf(below.site()).containsKey(key)) {
            return Optional.of(RenewalRefusal.ALREADY);
        }
        boolean here =
                below.keys().seals().all().stream()
                        .anyMatch(one -> SealKeyId.of(one.certificate()).equals(key));
        return here ? Optional.empty() : Optional.of(RenewalRefusal.UNKNOWN_KEY);
    }

    /// Nothing that a page would show otherwise than it was read, such as marks of direction.
    private static boolean isReason(String reason) {
        return !reason.isBlank()
                && reason.length() <= LONGEST_REASON
                && StandardCharsets.UTF_8.newEncoder().canEncode(reason)
                && reason.codePoints()
                        .noneMatch(one ->
                                Character.isISOControl(one)
                                        || Character.getType(one) == Character.FORMAT
                                        || !Character.isDefined(one));
    }
}
