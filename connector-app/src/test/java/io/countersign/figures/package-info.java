/** Measures the packaged connector, in a process of its own, against the floors and goals of {@code docs/figures.md}. A program, not a test: run by the profile {@code figures}. */
@NullMarked
package io.countersign.figures;

import org.jspecify.annotations.NullMarked;
