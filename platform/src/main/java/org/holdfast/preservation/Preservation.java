// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.holdfast.cases.Papers;
import org.holdfast.database.Rounds;
import org.holdfast.documents.Revisions;
import org.holdfast.identity.Principal;
import org.holdfast.keys.Certifier;
import org.holdfast.keys.Keys;
import org.holdfast.keys.SealKey;
import org.holdfast.keys.SealKeyId;
import org.holdfast.keys.Seals;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.shield.Limiter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Renewals: orders, what this site does of them, and what became of one paper. Follows the
/// journals of all sites. Thread-safe.
public final class Preservation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Preservation.class);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration STEP = Duration.ofSeconds(2);

    private final Below below;
    private final RenewalBook book;
    private final RenewalWriter writer;
    private final RenewalOrders orders;
    private final Signings signings;
    private final StampedHashes stamped;
    private final RenewalWork work;
    private final InstantSource clock;
    private final ReentrantLock turn = new ReentrantLock();
    private final Set<String> stated = new HashSet<>();
    private final Rounds rounds = Rounds.of("preservation", LOOK, this::look);

    /// What the module stands on.
    ///
    /// @param site the letter of this site, or the name of an office that has one place
    /// @param order codes of services, in the order in which their papers are signed again
    public record Below(
            Ledger ledger,
            Keys keys,
            Papers papers,
            Stamps stamps,
            Limiter limiter,
            String site,
            List<String> order) {
        public Below {
            order = List.copyOf(order);
        }
    }

    /// Who stamps times.
    @FunctionalInterface
    public interface Stamps {
        /// A token (RFC 3161) over this SHA-256, DER; empty while there is no time to be sure of.
        Optional<byte[]> token(byte[] sha256);
    }

    /// Puts the module together; nothing is followed until [#start].
    public Preservation(Below below, PreservationSettings settings, InstantSource clock) {
        this(below, settings, clock, Preservation::signed);
    }

    Preservation(
            Below below,
            PreservationSettings settings,
            InstantSource clock,
            Resigner.Appending appending) {
        this.below = below;
        this.clock = clock;
        this.book = new RenewalBook(below.ledger().node());
        this.writer = new RenewalWriter(below.ledger(), below.keys());
        this.orders = new RenewalOrders(below, book, writer, clock);
        this.signings = new Signings(below.ledger().node(), below.keys().handles());
        this.stamped = new StampedHashes(book);
        this.work =
                new RenewalWork(
                        below,
                        book,
                        writer,
                        new RenewalWork.Kept(
                                signings,
                                stamped,
                                new Resigner(below, writer, signings, appending, clock)),
                        settings,
                        new RenewalWork.Clocks(clock, System::nanoTime));
    }

    private static byte[] signed(byte[] file, SealKey key, Instant at) {
        return Revisions.append(file, List.of(new Revisions.Addition.Signature(key, at)))
                .orElseThrow(() -> new IllegalArgumentException("a signature needs no time"));
    }

    /// Follows the journals and works, in a thread of its own.
    public void start() {
        rounds.start();
    }

    /// Reads what has come, takes up what was ordered, and works for some seconds.
    ///
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public void look() {
        follow();
        work.step(STEP);
    }

    /// Takes up what was ordered: from when this returns, the site seals with other keys.
    private void follow() {
        turn.lock();
        try {
            book.look();
            for (RenewalBook.Line line : book.renewals()) {
                if (!book.isTaken(line.renewal().name(), below.site())) {
                    takeUp(line.renewal());
                }
            }
            Map<SealKeyId, String> weak = book.keysOf(below.site());
            weak.keySet().forEach(below.keys().seals()::retire);
            book.renewals().forEach(line -> cutOff(line.renewal()));
        } finally {
            turn.unlock();
        }
    }

    private void takeUp(Renewal renewal) {
        Set<SealKeyId> known = book.keysOf(below.site()).keySet();
        List<SealKeyId> keys = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Seals.Certified seal : below.keys().seals().all()) {
            SealKeyId id = SealKeyId.of(seal.certificate());
            if (!known.contains(id) && isMeant(renewal, seal, id)) {
                keys.add(id);
                names.add(seal.keyName());
            }
        }
        RenewalEntries.Keys said =
                new RenewalEntries.Keys(renewal.name(), below.site(), keys, names);
        var _ =
                writer.once(
                        RenewalEntries.KEYS,
                        writer.handle("rekeykeys", renewal.name() + " " + below.site()),
                        said.content(),
                        List.of());
        book.look();
    }

    private static boolean isMeant(Renewal renewal, Seals.Certified seal, SealKeyId id) {
        Instant made = seal.certificate().getNotBefore().toInstant().plus(Certifier.LATE_CLOCKS);
        return !made.isAfter(renewal.at())
                && switch (renewal.selection()) {
                    case Renewal.Selection.Key(String key) -> id.hex().equals(key);
                    case Renewal.Selection.OfOffice(var office) -> seal.office().equals(office);
                    case Renewal.Selection.MadeBefore(Instant moment) -> made.isBefore(moment);
                };
    }

    /// From the cut-off on the old keys of all sites prove nothing by themselves; the root says so
    /// at every site, since each publishes its own trust file and any may be lost. One that cannot
    /// be stated is tried again and stops no other.
    private void cutOff(Renewal renewal) {
        Instant now = clock.instant();
        if (now.isBefore(renewal.cutOff())) {
            return;
        }
        for (String name : book.names(renewal.name())) {
            if (stated.contains(name)) {
                continue;
            }
            try {
                below.keys()
                        .root()
                        .compromised(name, renewal.cutOff(), now.truncatedTo(ChronoUnit.SECONDS));
                stated.add(name);
            } catch (RuntimeException fault) {
                LOG.warn("a key past its cut-off is not stated yet: {}", fault.toString());
            }
        }
    }

    /// An order.
    ///
    /// @param operation the client's operation id: an order that was heard is not done twice
    public record Order(
            Principal who,
            String operation,
            Renewal.Selection selection,
            Instant cutOff,
            String reason) {}

    /// Orders; the entry is on disk and this site seals with other keys when it returns.
    ///
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public RenewalAnswer order(Order order) {
        follow();
        RenewalAnswer answer = orders.order(order);
        follow();
        return answer;
    }

    /// All renewals with their receipts, oldest first.
    public List<RenewalAnswer.Given> all() {
        return book.renewals().stream()
                .map(line ->
                        new RenewalAnswer.Given(
                                line.renewal(), writer.receipt(line.entry().leafHash()), true))
                .toList();
    }

    /// How far a renewal is; empty when nobody has ordered it, as far as this site knows.
    public Optional<RenewalProgress> progress(String name) {
        return book.renewal(name)
                .map(line ->
                        new ProgressOf(book, below.site())
                                .tell(
                                        line.renewal(),
                                        Optional.ofNullable(work.states().get(name)),
                                        clock.instant().truncatedTo(ChronoUnit.SECONDS)));
    }

    /// The evidence record (RFC 4998) of a paper, DER; empty when no stamp covers it, or it was
    /// erased. It shows that the file was there at the time of the stamp.
    ///
    /// @param entryId as seals name the paper's entry; who may see it is the caller's matter
    public Optional<byte[]> evidenceRecord(String entryId) {
        return living(entryId)
                .flatMap(entry ->
                        stamped.record(
                                HexFormat.of().parseHex(Papers.Sealed.read(entry).sha256())));
    }

    private Optional<StoredEntry> living(String entryId) {
        return below.papers().entry(entryId).filter(entry -> entry.erasedBy().isEmpty());
    }

    /// That a paper was signed again. A paper that waits for it comes next when it is asked for.
    public Optional<Resigned> resigned(String entryId) {
        if (book.renewals().isEmpty()) {
            return Optional.empty();
        }
        Optional<StoredEntry> entry = living(entryId);
        List<Signings.One> all =
                entry.map(StoredEntry::leafHash).map(signings::of).orElse(List.of());
        if (all.isEmpty()) {
            entry.filter(one -> waits(Papers.Sealed.read(one)))
                    .ifPresent(one -> work.want(one.leafHash()));
            return Optional.empty();
        }
        RenewalEntries.Again last = all.getLast().said();
        return Optional.of(new Resigned(last.at(), last.key().hex(), last.sha256(), all.size()));
    }

    private boolean waits(Papers.Sealed paper) {
        return book.keysOf(below.site()).containsKey(new SealKeyId(paper.sealedBy()));
    }

    /// A paper's file with every signature that was added; empty when there is none or it was
    /// erased.
    ///
    /// @param entryId as [#evidenceRecord]
    public Optional<byte[]> file(String entryId) {
        Optional<StoredEntry> entry = living(entryId);
        List<Signings.One> all =
                entry.map(StoredEntry::leafHash).map(signings::of).orElse(List.of());
        return entry.filter(_ -> !all.isEmpty())
                .map(one -> Resigner.file(one, Papers.Sealed.read(one), all));
    }

    @Override
    public void close() {
        work.close();
        rounds.close();
    }
}
