// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.util.List;

/// Gives a site the node that runs there, before the site is started.
@FunctionalInterface
public interface NodeMaker {
    /// Makes what the node of a site needs in its folder, as far as it is missing, from what the
    /// other sites have.
    ///
    /// @param all every site, this one included
    NodePlan make(SitePlan site, List<SitePlan> all) throws IOException;
}
