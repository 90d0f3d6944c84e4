// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.util.List;

/// The form of a move, with what was typed before.
///
/// @param example what an address of this office looks like
record MoveForm(
        ServiceForm service,
        List<ServiceForm.Choice> members,
        List<ServiceForm.Choice> heads,
        String address,
        String detail,
        String example,
        String movedOn,
        String today,
        boolean elsewhere) {}
