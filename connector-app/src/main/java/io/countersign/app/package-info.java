/** The runnable connector: starts everything and imports each part by name. */
@NullMarked
package io.countersign.app;

import org.jspecify.annotations.NullMarked;
