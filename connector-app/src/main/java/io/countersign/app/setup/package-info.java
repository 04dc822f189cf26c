/** Setting up an installation's PSA, and looking after what was set up. */
@NullMarked
package io.countersign.app.setup;

import org.jspecify.annotations.NullMarked;
