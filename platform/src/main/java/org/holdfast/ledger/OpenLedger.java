// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.database.Database;
import org.holdfast.database.Fence;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.Disk;
import org.holdfast.keys.Keys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Both journals, opened and running.
final class OpenLedger implements Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(OpenLedger.class);
    private static final String FENCE = "ledger-central";
    private static final Duration AUDIT_EVERY = Duration.ofSeconds(5);

    private final Series centralSeries;
    private final Series nodeSeries;
    private final Sequencing sequencing;
    private final Awaited awaited;
    private final Lags centralLags;
    private final SqlCentralJournal central;
    private final FileNodeJournal node;
    private final NodeJournal all;
    private final Optional<PeerFollower> peers;
    private final Receipts receipts;
    private final FiledMirroring mirroring;
    private final JournalErasing erasing;
    private final Database database;
    private final InstantSource clock;
    private final AuditRun audits;

    private OpenLedger(Parts parts, Database database, Surroundings around, CrashSwitch crash) {
        this.centralSeries = parts.centralSeries;
        this.nodeSeries = parts.nodeSeries;
        this.sequencing = parts.sequencing;
        this.awaited = parts.around.awaited();
        this.centralLags = parts.around.lags();
        this.node = parts.node;
        Optional<SqlKeys> keys = parts.shared.map(_ -> new SqlKeys(around.keys().dataKeys()));
        keys.ifPresent(beside -> beside.askedFor(database));
        this.central =
                new SqlCentralJournal(
                        centralSeries,
                        sequencing,
                        awaited,
                        around.envelopes(),
                        new WaitingBound(parts.mostWaiting),
                        keys,
                        parts.heads);
        Optional<Mirroring.Place> self = parts.shared.flatMap(LedgerSettings.Shared::self);
        this.mirroring =
                new FiledMirroring(
                        List.of(centralSeries, nodeSeries), around, self, System::nanoTime);
        this.database = database;
        this.clock = around.clock();
        this.audits =
                new AuditRun(
                        List.of(centralSeries, nodeSeries),
                        mirroring,
                        Optional.of(database),
                        around,
                        new SecureRandom());
        this.erasing =
                new JournalErasing(
                        new JournalErasing.Journals(centralSeries, nodeSeries, node),
                        database,
                        around,
                        crash);
        this.peers =
                parts.shared
                        .map(shared -> PeerFollower.of(shared, around, erasing::covering))
                        .filter(one -> one.count() > 0);
        List<PeerJournal> others = peers.map(PeerFollower::journals).orElse(List.of());
        this.all = new OfficeJournal(node, others);
        this.receipts =
                new FiledReceipts(
                        new FiledReceipts.Where(nodeSeries, centralSeries, others, self),
                        database,
                        around,
                        mirroring);
    }

    private record Parts(
            Series centralSeries,
            Series nodeSeries,
            Sequencing sequencing,
            Sequencer.Around around,
            Optional<LedgerSettings.Shared> shared,
            int mostWaiting,
            FileNodeJournal node,
            Optional<HeadStore> heads) {}

    static OpenLedger open(
            LedgerSettings settings, Database database, Keys keys, InstantSource clock) {
        Envelopes envelopes = new Envelopes(new SecureRandom(), clock);
        Surroundings around =
                new Surroundings(settings.folder(), keys, envelopes, clock, Disk.real());
        Optional<HeadStore> heads =
                settings.heads().isEmpty()
                        ? Optional.empty()
                        : Optional.of(HeadStore.etcd(settings.heads(), keys.site()));
        return open(settings, database, around, CrashSwitch.NONE, heads);
    }

    static OpenLedger open(
            LedgerSettings settings,
            Database database,
            Surroundings around,
            CrashSwitch crash,
            Optional<HeadStore> heads) {
        boolean done = false;
        List<AutoCloseable> begun = new ArrayList<>();
        heads.ifPresent(begun::add);
        try {
            Series centralSeries = new Series("central", around);
            begun.add(centralSeries);
            Series nodeSeries = new Series(settings.nodeKind(), around);
            begun.add(nodeSeries);
            Sequencer.Around with =
                    new Sequencer.Around(
                            new Awaited(centralSeries),
                            new Lags(),
                            new StandbyFlush(
                                            settings.shared()
                                                    .map(LedgerSettings.Shared::standbys)
                                                    .orElse(List.of()))
                                    ::reached,
                            settings.shared().isPresent()
                                    ? new SqlKeys(around.keys().dataKeys())
                                    : RowKeys.NONE,
                            crash,
                            settings.stateEvery(),
                            settings.imports());
            Sequencing sequencing;
            if (settings.shared().isPresent()) {
                sequencing =
                        terms(
                                settings.shared().get(),
                                centralSeries,
                                database,
                                around,
                                with,
                                heads.orElseThrow());
            } else {
                sequencing = own(centralSeries, nodeSeries, database, around, with, heads);
            }
            begun.add(sequencing);
            nodeSeries.begin(nodeSeries.nextNumber(), List.of(nodeSeries.tail()));
            FileNodeJournal node = new FileNodeJournal(nodeSeries, around, settings);
            Parts parts =
                    new Parts(
                            centralSeries,
                            nodeSeries,
                            sequencing,
                            with,
                            settings.shared(),
                            settings.mostWaiting(),
                            node,
                            heads);
            OpenLedger open = new OpenLedger(parts, database, around, crash);
            done = true;
            return running(open);
        } finally {
            if (!done) {
                closeAll(begun.reversed());
            }
        }
    }

    private static void closeAll(List<AutoCloseable> begun) {
        for (AutoCloseable one : begun) {
            try {
                one.close();
            } catch (Exception second) {
                // The first failure is the one to tell; locks and connections end with the process.
                LOG.warn("closing after a failed start: {}", second.getMessage());
            }
        }
    }

    /// The whole journal is this office's: its own sequencer, for as long as it is open.
    private static OwnSequencing own(
            Series central,
            Series node,
            Database database,
            Surroundings around,
            Sequencer.Around with,
            Optional<HeadStore> heads) {
        Fence fence =
                database.fence(FENCE)
                        .orElseThrow(() ->
                                new LedgerFault(
                                        LedgerFault.Code.REFUSED_START,
                                        "another office sequences the central journal in this"
                                                + " database"));
        boolean done = false;
        try {
            Optional<HeadGate> gate = heads.map(store -> HeadGate.agreed(central, store));
            MirrorHeads.ask(around, List.of(central, node));
            new CentralStart(fence, central, with, 1).run();
            Sequencer sequencer = new Sequencer(central, fence, () -> database.fence(FENCE), with);
            // What waited from before is sealed before anybody is served.
            sequencer.drain();
            done = true;
            return new OwnSequencing(sequencer, gate);
        } finally {
            if (!done) {
                fence.close();
            }
        }
    }

    /// One of several nodes: follows, and sequences when it is its turn.
    private static CentralTerms terms(
            LedgerSettings.Shared shared,
            Series central,
            Database database,
            Surroundings around,
            Sequencer.Around with,
            HeadStore heads) {
        CentralFollower follower =
                new CentralFollower(
                        central,
                        around,
                        shared.copies().values(),
                        new SqlKeys(around.keys().dataKeys()),
                        shared.place());
        CentralTerms terms =
                new CentralTerms(central, database, FENCE, heads, follower, shared, with);
        terms.awaitFirst();
        return terms;
    }

    /// No door opens before everything that was erased is erased again.
    private static OpenLedger running(OpenLedger ledger) {
        boolean done = false;
        try {
            ledger.start();
            done = true;
            return ledger;
        } finally {
            if (!done) {
                ledger.close();
            }
        }
    }

    private void start() {
        node.start();
        if (sequencing instanceof OwnSequencing own) {
            own.start(awaited);
        }
        erasing.replayAtStart();
        if (sequencing instanceof CentralTerms terms) {
            terms.start(
                    erasing::finish,
                    new KeyBroom(
                            peers.map(PeerFollower::count).orElse(0) + 1,
                            database,
                            clock,
                            mirroring::mirrored));
        }
        peers.ifPresent(PeerFollower::start);
        audits.start(AUDIT_EVERY);
    }

    @Override
    public Erasing erasing() {
        return erasing;
    }

    @Override
    public CentralJournal central() {
        return central;
    }

    @Override
    public NodeJournal node() {
        return all;
    }

    @Override
    public JournalFiles files() {
        return central;
    }

    @Override
    public Receipts receipts() {
        return receipts;
    }

    @Override
    public Mirroring mirroring() {
        return mirroring;
    }

    @Override
    public List<PublicJournal> journals() {
        return chapters().map(PublicJournal::of).toList();
    }

    @Override
    public Audits audits() {
        List<Audits.Stopped> stopped = new ArrayList<>();
        sequencing.stopped().ifPresent(why -> stopped.add(Audits.Stopped.by("central", why)));
        node.stopped().ifPresent(why -> stopped.add(Audits.Stopped.by(nodeSeries.kind(), why)));
        return audits.seen(stopped);
    }

    @Override
    public void alarm(Position where, Audits.Kind kind, String what) {
        audits.raise("", where.journal(), where.index(), kind, what);
    }

    /// For tests: the origins of both journals.
    Stream<Chapter> chapters() {
        return Stream.of(centralSeries, nodeSeries).flatMap(series -> series.chapters().stream());
    }

    /// For tests: the audit itself.
    AuditRun audit() {
        return audits;
    }

    @Override
    public Map<Character, Optional<Instant>> heard() {
        return peers.map(PeerFollower::heard).orElse(Map.of());
    }

    @Override
    public boolean peersRead() {
        return peers.isEmpty() || peers.get().isRead();
    }

    @Override
    public boolean sequences() {
        return sequencing.here();
    }

    @Override
    public List<JournalCounts> counts() {
        return List.of(
                counts(
                                centralSeries,
                                centralLags,
                                sequencing.stopped().isPresent(),
                                SqlRows.backlogIn(database))
                        .troubled(sequencing.trouble()),
                counts(nodeSeries, node.lags(), node.stopped().isPresent(), SqlRows.Backlog.NONE));
    }

    private JournalCounts counts(
            Series series, Lags lags, boolean stopped, SqlRows.Backlog backlog) {
        Chapter chapter = series.current();
        long signed = chapter.directory().signedSize().value();
        long bytes =
                series.chapters().stream()
                        .mapToLong(one -> Folders.bytes(one.directory().folder()))
                        .sum();
        return new JournalCounts(
                chapter.name(),
                chapter.origin(),
                signed,
                chapter.directory().durableSize().value() - signed,
                mirroring
                        .mirrored(chapter.name())
                        .map(note -> Checkpoint.parse(note.text()).size().value())
                        .orElse(0L),
                backlog.rows(),
                backlog.waits(clock.instant()),
                series.index().size(),
                bytes,
                lags.perSecond(System.nanoTime()),
                lags.quantile(0.5),
                lags.quantile(0.95),
                stopped);
    }

    @Override
    public void close() {
        audits.close();
        peers.ifPresent(PeerFollower::close);
        node.close();
        sequencing.close();
    }
}
