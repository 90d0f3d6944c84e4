// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A route that is part of serving somebody in person, protects whoever is there, or shows what has
/// stopped and nobody's data. Only such routes take whoever is known by an account that was not
/// heard of for long ([Principal#onlyInPerson]), and each looks itself that nothing else is done by
/// it.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface InPerson {}
