// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.holdfast.identity.Principal;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Ledger;

/// Moves the primary to another site because a person said so. Patroni does it, and moves it only
/// to the synchronous standby, which has every acknowledged commit; here stands who may want it,
/// what is looked at before, and what is written down. Thread-safe.
///
/// Each demand is one entry of type `switchover` in the node journal before Patroni is asked, and
/// one with what came of it afterwards; both are encrypted.
public interface SwitchOver extends AutoCloseable {
    /// The longest reason, in characters.
    int LONGEST_REASON = 400;

    /// How far behind in bytes a standby may be.
    long MOST_LAG_BYTES = 1 << 20;

    /// Why the primary is not moved.
    enum Refusal {
        /// The office is on one machine.
        ALONE,
        /// This node is not told Patroni's password.
        NO_LOGIN,
        /// No site takes writes, or more than one says so.
        NO_PRIMARY,
        UNKNOWN_SITE,
        IS_PRIMARY,
        /// It does not have every acknowledged commit.
        NOT_SYNCHRONOUS,
        /// It does not say how far it is, or is too far behind.
        BEHIND,
        /// The Holdfast node there does not take work.
        NODE_NOT_READY,
        /// The member of etcd there does not answer or follows nobody.
        ETCD_NOT_READY,
        /// Probes find that long packets to or from it are lost.
        LOSES_PACKETS,
        /// Another demand is not through.
        RUNNING,
        /// The primary is not where it was when the person confirmed.
        PRIMARY_MOVED,
        /// What was typed is not the site's name.
        NAME_DIFFERS,
        /// It is empty, or longer than [SwitchOver#LONGEST_REASON].
        REASON_MISSING,
        /// The operation id was used for another demand.
        OTHER_REQUEST;

        /// As problems name it, such as `switch-over-not-synchronous`.
        public String code() {
            return "switch-over-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// What a look at a target found.
    sealed interface Check {
        /// The primary may go from `from` to `to`.
        record Ready(String from, String to) implements Check {}

        /// It may not.
        record Refused(Refusal why) implements Check {}
    }

    /// A demand.
    ///
    /// @param operation the client's name for it, 8 to 128 characters; the same again moves nothing
    /// @param from the site of the primary that the person saw; empty: wherever it is
    /// @param to the site that shall be the primary's
    /// @param typed what the person typed to confirm: the same name
    record Demand(
            Principal who,
            String operation,
            Optional<String> from,
            String to,
            String typed,
            String reason) {}

    /// What became of a demand.
    enum State {
        /// Patroni was asked and has not answered.
        ASKED,
        MOVED,
        /// Patroni refused; nothing was moved.
        REFUSED,
        /// No answer, and the primary is not where it should go. Ask again by another operation.
        UNKNOWN;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A demand and what became of it.
    ///
    /// @param by the name of who demanded it
    /// @param words what Patroni said; empty as long as it said nothing
    record Progress(
            String operation,
            String from,
            String to,
            String by,
            String reason,
            Instant at,
            State state,
            String words) {}

    /// What was answered to a demand.
    sealed interface Answer {
        /// It is in the journal.
        ///
        /// @param repeated whether the same demand had been made before; nothing was done anew
        record Taken(Progress progress, boolean repeated) implements Answer {}

        /// Nothing was done.
        record Refused(Refusal why) implements Answer {}
    }

    /// Why the primary may not go there, by a look that was made; empty when it may.
    Optional<Refusal> refusal(Standing now, String to);

    /// Whether the primary may go there, by a look made now.
    Check check(String to);

    /// Makes a demand. It is in the journal, and Patroni is being asked, when this returns.
    Answer demand(Demand demand);

    /// What became of a demand of this person; empty when it was never made here.
    Optional<Progress> progress(Principal who, String operation);

    /// Demands at all sites, newest first; at most so many.
    List<Progress> past(int most);

    /// Waits for no answer of Patroni any more; what was demanded goes on.
    @Override
    void close();

    /// The switch-over of a site's console.
    ///
    /// @param watch how the sites stand
    static SwitchOver of(
            WatchSettings settings,
            SiteWatch watch,
            Ledger ledger,
            Keys keys,
            InstantSource clock) {
        return new PatroniSwitchOver(
                settings, watch, new SwitchOverLog(ledger.node(), keys, clock));
    }
}
