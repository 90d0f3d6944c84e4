// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a route, or every route of a class, as open to anybody without signing in. A route with
/// neither this nor an `Allowed` answers nobody.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Public {}
