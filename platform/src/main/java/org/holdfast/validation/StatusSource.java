// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

/// Where a status comes from, in the order in which they are asked.
public enum StatusSource {
    /// An OCSP answer within its own span (RFC 6960 §4.2.2.1).
    OCSP,
    /// An OCSP answer past its span.
    OCSP_CACHED,
    /// A list within its own span (RFC 5280 §5.1.2.5).
    LIST,
    /// A list past its span.
    LIST_CACHED,
    /// Nobody.
    NONE
}
