// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.nio.file.Path;

/// Two sites of one office up to their cases, which can be cut off from each other.
public final class SitesBelow {
    private final TwoSites sites;

    private SitesBelow(TwoSites sites) {
        this.sites = sites;
    }

    public static SitesBelow at(Path folder) throws Exception {
        return new SitesBelow(new TwoSites(folder));
    }

    public OfficeBelow a() {
        return OfficeBelow.of(sites.a);
    }

    public OfficeBelow b() {
        return OfficeBelow.of(sites.b);
    }

    public void apart(boolean now) {
        sites.apart(now);
    }

    public void close() throws Exception {
        sites.close();
    }
}
