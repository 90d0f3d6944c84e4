// SPDX-License-Identifier: Apache-2.0
/// Whether the sites of an office reach each other, as clients would: probes of a small and of a
/// full size on each link and in each direction, and writes through each site's proxy.
///
/// Promise: a path that carries short packets and loses long ones is named, with its direction. A
/// probe never holds a request thread, and waits three seconds at most. Schema: `sites` (rows of
/// probes, of which nothing is lost with them). Journal facts: none. Not here: switching over,
/// which each site's watcher does.
@NullMarked
package org.holdfast.sites;

import org.jspecify.annotations.NullMarked;
