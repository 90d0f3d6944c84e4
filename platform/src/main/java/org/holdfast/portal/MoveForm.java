// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.util.List;

/// The form of a move, with what was typed before.
record MoveForm(
        ServiceForm service,
        List<ServiceForm.Choice> members,
        String address,
        String detail,
        String movedOn,
        String today,
        boolean elsewhere) {}
