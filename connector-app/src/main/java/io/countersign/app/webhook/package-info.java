/** What the PSAs and providers push: proved, kept, answered, then read. */
@NullMarked
package io.countersign.app.webhook;

import org.jspecify.annotations.NullMarked;
