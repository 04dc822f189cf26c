/** The pages of administrators. */
@NullMarked
package io.countersign.app.console;

import org.jspecify.annotations.NullMarked;
