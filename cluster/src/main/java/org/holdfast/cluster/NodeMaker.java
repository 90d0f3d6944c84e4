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

    /// The command of a site's supervisor, when the site has a program of its own.
    ///
    /// @param usual the one that runs from where this command does
    default List<String> supervisor(SitePlan site, List<String> usual) {
        return usual;
    }
}
