// SPDX-License-Identifier: Apache-2.0
/// How the sites of an office stand: whether they reach each other, as clients would (probes of a
/// small and of a full size on each link and in each direction, and writes through each site's
/// proxy), what each part says of itself, what is where, and what has stopped.
///
/// Promises: a path that carries short packets and loses long ones is named, with its direction. A
/// probe never holds a request thread, and waits three seconds at most. The inventories of all
/// sites are files on this node's disk and are read without anything that runs. The primary is
/// moved only to the synchronous standby, once for one operation id, and who demanded it and why is
/// in the journal first. Schema: `sites` (rows of probes, of which nothing is lost with them).
/// Journal facts: `switchover`. Not here: eviction, which each site's watcher does.
@NullMarked
package org.holdfast.sites;

import org.jspecify.annotations.NullMarked;
