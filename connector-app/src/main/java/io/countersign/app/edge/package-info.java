/** The HTTP edge: who may call what, on which threads, and how mistakes are told. Reactive types stay here. */
@NullMarked
package io.countersign.app.edge;

import org.jspecify.annotations.NullMarked;
