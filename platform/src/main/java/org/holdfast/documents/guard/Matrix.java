// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

/// An affine map of the page (ISO 32000-1 §8.3.3).
record Matrix(double a, double b, double c, double d, double e, double f) {
    static final Matrix IDENTITY = new Matrix(1, 0, 0, 1, 0, 0);

    /// First `inner`, then this.
    Matrix after(Matrix inner) {
        return new Matrix(
                inner.a * a + inner.b * c,
                inner.a * b + inner.b * d,
                inner.c * a + inner.d * c,
                inner.c * b + inner.d * d,
                inner.e * a + inner.f * c + e,
                inner.e * b + inner.f * d + f);
    }

    boolean upright() {
        return Math.abs(b) < 1e-9 && Math.abs(c) < 1e-9;
    }

    PageReading.Square map(double x, double y, double width, double height) {
        double x1 = a * x + e;
        double y1 = d * y + f;
        double x2 = a * (x + width) + e;
        double y2 = d * (y + height) + f;
        return new PageReading.Square(
                Math.min(x1, x2), Math.min(y1, y2), Math.abs(x2 - x1), Math.abs(y2 - y1));
    }
}
