// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.util.Optional;
import org.holdfast.offices.OfficeCode;

/// An account to be made.
public record NewAccount(
        Role role, Optional<OfficeCode> office, Optional<PersonRecord> subject, String name) {}
