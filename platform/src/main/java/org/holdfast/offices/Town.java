// SPDX-License-Identifier: Apache-2.0
package org.holdfast.offices;

/// A legal town of a Korean office.
///
/// @param code ten digits
public record Town(String code, String name, String fullName) {}
