// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Looks every second, at each site for itself, whether synchronous replication is what etcd says
/// it is ([SyncState]) and how its disk and clock are ([Vitals]), raises and clears [Alarms], keeps
/// etcd's leader where it should be ([LeaderPlace]) and its file small ([EtcdRoom]), and has a
/// database fetched anew that can never catch up ([LeftBehind]).
///
/// One thread of its own.
final class Watcher implements AutoCloseable {
    static final String NO_QUORUM = "etcd-unreachable";
    static final String PRIMARY_UNREACHABLE = "primary-unreachable";
    static final String REFUSED = "watcher-refused";
    static final String FAILS = "watcher-fails";
    private static final long EVERY_MILLIS = 1000;

    /// Looks with the same primary before etcd's leader is moved.
    private static final int SETTLED_LOOKS = 5;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String RECEIVERS =
            "select application_name, coalesce(sync_state, '') from pg_stat_replication"
                    + " where state = 'streaming' order by 1";
    private static final String WEAKENED =
            "select coalesce(r.rolname, d.datname, '?') from pg_db_role_setting s"
                    + " left join pg_roles r on r.oid = s.setrole"
                    + " left join pg_database d on d.oid = s.setdatabase"
                    + " where exists (select 1 from unnest(s.setconfig) c where c like"
                    + " 'synchronous_commit=%' and c not in"
                    + " ('synchronous_commit=on', 'synchronous_commit=remote_apply'))";

    /// Behind the eight digits of the timeline.
    private static final String OLDEST =
            "select coalesce(min(substr(name, 9)), '') from pg_ls_waldir()"
                    + " where name ~ '^[0-9A-F]{24}$'";

    private final SitePlan plan;
    private final Secrets secrets;
    private final Alarms alarms;
    private final EtcdClient etcd;
    private final Eviction eviction;
    private final Overtaken overtaken;
    private final LeftBehind leftBehind;
    private final FetchTurn turn;
    private final EtcdRoom room;
    private final Vitals vitals;
    private final Consumer<String> say;
    private final AlarmLog probes;
    private final WatcherBeat beat;
    private final KeptThread thread;
    private volatile boolean closed;
    private @Nullable Connection primary;
    private String primarySite = "";
    private int settled;

    private Watcher(SitePlan plan, Secrets secrets, InstantSource clock, Consumer<String> say)
            throws IOException {
        this.plan = plan;
        this.secrets = secrets;
        this.alarms = new Alarms(plan.folder(), clock);
        this.etcd = new EtcdClient(plan.etcd().getFirst());
        this.eviction = new Eviction(plan, secrets, etcd, say);
        this.overtaken = new Overtaken(plan, say);
        this.leftBehind = new LeftBehind(plan, secrets, say);
        this.turn =
                new FetchTurn(
                        etcd,
                        "/holdfast-sites/" + plan.cluster() + "/fetched-anew",
                        plan.site(),
                        FetchTurn.LEASE,
                        System::nanoTime);
        this.room = new EtcdRoom(plan, etcd, EtcdRoom.quota(plan), System::nanoTime, say);
        this.vitals = new Vitals(plan, clock, say);
        this.say = say;
        this.probes = new AlarmLog(plan.folder().resolve(Alarms.PROBES));
        this.beat = WatcherBeat.of(plan);
        this.thread = new KeptThread("watcher", this::run, say);
    }

    static Watcher of(SitePlan plan, InstantSource clock, Consumer<String> say) throws IOException {
        Secrets secrets =
                Secrets.at(plan.folder())
                        .orElseThrow(() -> new ClusterFault("site has no secrets.json"));
        return new Watcher(plan, secrets, clock, say);
    }

    /// Whether this site shall have its Patroni stand for a while: the other sites say so, or it
    /// leads upon an older timeline than another has.
    boolean stepsDown() {
        return eviction.stepsDown() || overtaken.stepsDown();
    }

    /// Begins to look, or goes on after a thread ended. Called often, by one thread.
    void keep() {
        vitals.keep();
        thread.keep();
    }

    private void run() {
        while (!closed) {
            try {
                look();
                beat.beat();
            } catch (IOException full) {
                say.accept("the watcher cannot write: " + full.getMessage());
            }
            Pauses.ofMillis(EVERY_MILLIS);
        }
    }

    /// One look. Whatever fails in it is said, and the next one is made.
    void look() throws IOException {
        Map<String, String> wrong = new TreeMap<>(vitals.wrong());
        Set<String> unseen = new TreeSet<>();
        try {
            Optional<String> leader = etcd.get(key("leader"));
            settle(leader.orElse(""));
            wrong.putAll(room.look());
            // before the primary is asked: when it loses long packets, that may take seconds
            Map<String, String> found = found();
            JsonNode sync = sync();
            eviction.look(leader.orElse(""), synced(sync), found);
            overtaken.look(leader.orElse(""), named(sync));
            Set<String> sick = sick(found);
            placeLeader(sick);
            SyncState state = state(leader);
            wrong.putAll(state.wrong(plan.addresses().keySet()));
            wrong.putAll(
                    leftBehind.look(
                            leader.orElse(""),
                            named(sync()),
                            state.sendsTo(plan.site()),
                            this::oldest,
                            turn));
            if (leader.isEmpty()) {
                unseen.addAll(toldByPrimary());
            }
        } catch (IOException away) {
            leftBehind.unseen();
            unseen.addAll(toldByPrimary());
            unseen.addAll(room.names());
            unseen.addAll(List.of(SyncState.NO_LEADER, PRIMARY_UNREACHABLE, REFUSED));
            wrong.put(NO_QUORUM, "this site's etcd does not answer, or has no quorum");
            disconnect();
        } catch (SQLException away) {
            leftBehind.unseen();
            unseen.addAll(toldByPrimary());
            boolean refused = String.valueOf(away.getSQLState()).startsWith("28");
            wrong.put(
                    refused ? REFUSED : PRIMARY_UNREACHABLE,
                    "the primary "
                            + primarySite
                            + (refused ? " does not know the watcher" : " does not answer"));
            disconnect();
        } catch (RuntimeException odd) {
            // the outer edge: no descriptor for a moment, a word in etcd that makes no sense
            leftBehind.unseen();
            unseen.addAll(toldByPrimary());
            unseen.addAll(room.names());
            unseen.addAll(List.of(SyncState.NO_LEADER, PRIMARY_UNREACHABLE, REFUSED, NO_QUORUM));
            wrong.put(FAILS, "the watcher of site " + plan.site() + " cannot look: " + odd);
            disconnect();
        }
        alarms.look(wrong, unseen);
    }

    /// What cannot be known without the primary.
    private Set<String> toldByPrimary() {
        Set<String> all = new TreeSet<>(SyncState.TOLD_BY_PRIMARY);
        all.add(LeftBehind.ALARM + plan.site());
        return all;
    }

    private Map<String, String> found() throws IOException {
        return SiteProcesses.alive(plan, "node").isPresent() ? probes.details() : Map.of();
    }

    private void settle(String leader) {
        if (leader.equals(primarySite)) {
            settled++;
        } else {
            disconnect();
            primarySite = leader;
            settled = 0;
        }
    }

    private SyncState state(Optional<String> leader) throws IOException, SQLException {
        Optional<String> synced = synced(sync());
        if (leader.isEmpty()) {
            return new SyncState(leader, synced, "", List.of(), List.of());
        }
        Connection connection = connection(leader.get());
        List<SyncState.Receiver> receivers = new ArrayList<>();
        List<String> weakened = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(RECEIVERS)) {
                while (rows.next()) {
                    receivers.add(new SyncState.Receiver(rows.getString(1), rows.getString(2)));
                }
            }
            try (ResultSet rows = statement.executeQuery(WEAKENED)) {
                while (rows.next()) {
                    weakened.add(rows.getString(1));
                }
            }
            try (ResultSet row = statement.executeQuery("show synchronous_standby_names")) {
                row.next();
                return new SyncState(leader, synced, row.getString(1), receivers, weakened);
            }
        }
    }

    private String oldest() throws SQLException {
        try (Statement statement = connection(primarySite).createStatement();
                ResultSet row = statement.executeQuery(OLDEST)) {
            row.next();
            return row.getString(1);
        }
    }

    private static Optional<String> synced(JsonNode sync) {
        return Optional.of(sync.path("sync_standby").asString("")).filter(name -> !name.isEmpty());
    }

    /// Everybody whom the key names: they have all that was acknowledged.
    private static Set<String> named(JsonNode sync) {
        Set<String> named = new TreeSet<>();
        named.add(sync.path("leader").asString(""));
        named.addAll(List.of(sync.path("sync_standby").asString("").split(",", -1)));
        return named;
    }

    private JsonNode sync() throws IOException {
        try {
            return JSON.readTree(etcd.get(key("sync")).orElse("{}"));
        } catch (JacksonException unreadable) {
            throw new IOException("the key sync is not JSON", unreadable);
        }
    }

    private String key(String name) {
        return "/holdfast/" + plan.cluster() + "/" + name;
    }

    private Connection connection(String site) throws SQLException {
        Connection open = primary;
        if (open != null && !open.isClosed()) {
            return open;
        }
        Properties how = new Properties();
        how.setProperty("user", "watcher");
        how.setProperty("password", secrets.of(Secrets.WATCHER));
        how.setProperty("connectTimeout", "2");
        how.setProperty("socketTimeout", "3");
        how.setProperty("loginTimeout", "3");
        how.setProperty("ApplicationName", "watcher-" + plan.site());
        Connection fresh =
                DriverManager.getConnection(
                        "jdbc:postgresql://"
                                + plan.address(site)
                                + ":"
                                + plan.ports().postgres()
                                + "/postgres",
                        how);
        primary = fresh;
        return fresh;
    }

    private void disconnect() {
        Connection open = primary;
        primary = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException gone) {
                say.accept("a connection did not close: " + gone.getMessage());
            }
        }
    }

    /// Sites that lose long packets by this site's probes, or whose primary was moved away lately:
    /// what was evicted counts as sick until it may be evicted again.
    private Set<String> sick(Map<String, String> found) throws IOException {
        Set<String> sick = Remedy.sick(plan.addresses().keySet(), found);
        eviction.evicted().ifPresent(sick::add);
        return sick;
    }

    /// Only the site that has etcd's leader can have it moved.
    private void placeLeader(Set<String> sick) throws IOException {
        if (settled < SETTLED_LOOKS) {
            return;
        }
        if (!etcd.standing().leads()) {
            return;
        }
        var place = new LeaderPlace(plan.site(), primarySite, synced(sync()), sick);
        Optional<String> better = place.better(plan.addresses().keySet(), this::follows);
        if (better.isEmpty()) {
            return;
        }
        for (EtcdClient.Member member : etcd.members()) {
            if (member.name().equals(better.get())) {
                etcd.handOver(member.id());
                say.accept("etcd's leader moved from " + plan.site() + " to " + better.get());
            }
        }
    }

    private boolean follows(String site) {
        try (EtcdClient other =
                new EtcdClient(
                        java.net.URI.create(
                                "http://"
                                        + plan.address(site)
                                        + ":"
                                        + plan.ports().etcdClient()))) {
            return other.standing().hasLeader();
        } catch (IOException away) {
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        vitals.close();
        eviction.close();
        overtaken.close();
        leftBehind.close();
        room.close();
        etcd.close();
        thread.await(5000);
        disconnect();
    }
}
