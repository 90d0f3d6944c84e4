// SPDX-License-Identifier: Apache-2.0
/// Three sites, each with etcd, Patroni with PostgreSQL, HAProxy and a Holdfast node: made,
/// started, watched, killed and stopped without systemd and without containers.
///
/// Promise: losing any one site loses no acknowledged commit, and writes return by themselves.
/// Failover, replication and rewinding are Patroni's and PostgreSQL's; this module fills in their
/// configuration, keeps their processes alive, and says aloud when synchronous replication is not
/// what it should be. Everything that is needed to go on lies at every site. Processes are found by
/// process number with start time, by a mark in their environment, and by their folder; never by
/// name. Not here: what a node does.
@NullMarked
package org.holdfast.cluster;

import org.jspecify.annotations.NullMarked;
