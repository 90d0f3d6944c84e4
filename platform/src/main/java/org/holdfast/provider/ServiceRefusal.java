// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

/// Why a service is not registered or ended.
public enum ServiceRefusal {
    /// Only an operator does this.
    ROLE_NOT_PERMITTED,
    /// The operation was used with another request.
    REUSED,
    /// There is no such service.
    UNKNOWN,
    /// More services than an office keeps.
    TOO_MANY,
    /// Expected names in ko, ja and en, 1 to 80 characters each, printable.
    BAD_NAME,
    /// Expected 1 to 10 `https` addresses of one host, without query, fragment or user.
    BAD_REDIRECT,
    /// Expected 1 to 60,000 a minute.
    BAD_QUOTA,
    /// Expected 1 to 4 public keys, P-256, each with a `kid` of its own.
    BAD_KEY
}
