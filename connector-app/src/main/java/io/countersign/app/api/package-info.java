/** The JSON API for automation and scripts. */
@NullMarked
package io.countersign.app.api;

import org.jspecify.annotations.NullMarked;
