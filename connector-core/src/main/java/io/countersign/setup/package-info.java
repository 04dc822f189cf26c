/** Setting up a PSA for this connector: what has to be there, and what the PSA is told about us. */
@NullMarked
package io.countersign.setup;

import org.jspecify.annotations.NullMarked;
