// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Consumer;

/// Whether a site's etcd founds the cluster with the others, or joins one that is there. A member
/// whose folder was lost must not come back under its old number: it could vote twice in one term.
/// The others remove it and take it in as a new one.
final class EtcdRejoin {
    private EtcdRejoin() {}

    /// For `initial-cluster-state`, which etcd reads only while its folder is empty.
    ///
    /// @return `new` or `existing`
    /// @throws IOException when the others do not agree to the change
    static String state(SitePlan plan, Consumer<String> progress) throws IOException {
        if (Files.isDirectory(plan.etcdFolder().resolve("member"))) {
            return "existing";
        }
        String peer = "http://" + plan.address() + ":" + plan.ports().etcdPeer();
        List<URI> others = plan.etcd().subList(1, plan.etcd().size());
        for (URI other : others) {
            try (EtcdClient etcd = new EtcdClient(other)) {
                if (!etcd.standing().hasLeader()) {
                    continue;
                }
                for (EtcdClient.Member member : etcd.members()) {
                    if (member.peer().equals(peer)) {
                        return joined(etcd, member, progress);
                    }
                }
                // a stop between removing and adding
                etcd.add(peer);
                return "existing";
            } catch (java.net.ConnectException | java.net.http.HttpTimeoutException _) {
                // the next may answer
            }
        }
        return "new";
    }

    private static String joined(
            EtcdClient etcd, EtcdClient.Member member, Consumer<String> progress)
            throws IOException {
        if (!member.started()) {
            // named by the founders and not yet there, or added by an earlier try
            return member.name().isEmpty() ? "existing" : "new";
        }
        progress.accept("The etcd of site " + member.name() + " lost its folder: joining it anew");
        etcd.remove(member.id());
        etcd.add(member.peer());
        return "existing";
    }
}
