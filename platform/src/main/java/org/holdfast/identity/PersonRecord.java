// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.util.UUID;

/// The register record of the person behind an account; registers turns it into its own reference.
public record PersonRecord(String register, UUID record) {}
